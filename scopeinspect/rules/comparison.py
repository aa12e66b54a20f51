"""What a comparison with a baseline or a checkpoint finds, SI401 to SI407; `scopeinspect.diff` finds it."""

from __future__ import annotations

from scopeinspect.rules.rule import Rule

_BEFORE = """
    with tf.variable_scope("net"):
        weights = tf.get_variable("weights", [4, 8])
        biases = tf.get_variable("biases", [8], initializer=tf.zeros_initializer())
"""
"""The program that the baseline, or the checkpoint, is of."""
_NOW = " So in this program, compared with the one below."
_AS_IT_WAS = " Otherwise keep what the old side has:"
_CONFIRM = "Where the change is meant, write the baseline anew with `scopeinspect baseline` and commit it."

REMOVED = Rule(
    code="SI401",
    name="variable-removed",
    severity="error",
    summary="a variable of the baseline, or one that the checkpoint should have, is gone",
    what="A variable that the old side has, and the new one has under no name." + _NOW,
    bad_because="What was learned for it is lost; if it went by mistake, part of the model is missing.",
    instead=_CONFIRM + _AS_IT_WAS,
    bad="""
        with tf.variable_scope("net"):
            weights = tf.get_variable("weights", [4, 8])
        """,
    good=_BEFORE,
)

RENAMED = Rule(
    code="SI402",
    name="variable-renamed",
    severity="error",
    summary="a variable, or a whole scope, has another name",
    what="A variable, or all of a scope, that the new side has under another name." + _NOW,
    bad_because="A checkpoint goes by names: an old one does not load without a map.",
    instead="Load old checkpoints with the map that `scopeinspect diff --assignment-map` prints. "
    + _CONFIRM
    + _AS_IT_WAS,
    bad="""
        with tf.variable_scope("network"):
            weights = tf.get_variable("weights", [4, 8])
            biases = tf.get_variable("biases", [8], initializer=tf.zeros_initializer())
        """,
    good=_BEFORE,
)

SHAPE = Rule(
    code="SI403",
    name="variable-shape-changed",
    severity="error",
    summary="a variable has another shape",
    what="A variable whose shape differs from that in the baseline or the checkpoint." + _NOW,
    bad_because="An old checkpoint can't be loaded into it.",
    instead=_CONFIRM + _AS_IT_WAS,
    bad="""
        with tf.variable_scope("net"):
            weights = tf.get_variable("weights", [4, 16])
            biases = tf.get_variable("biases", [16], initializer=tf.zeros_initializer())
        """,
    good=_BEFORE,
)

DTYPE = Rule(
    code="SI404",
    name="variable-dtype-changed",
    severity="error",
    summary="a variable has another dtype",
    what="A variable whose dtype differs from that in the baseline or the checkpoint." + _NOW,
    bad_because="An old checkpoint can't be loaded into it.",
    instead=_CONFIRM + _AS_IT_WAS,
    bad="""
        with tf.variable_scope("net"):
            weights = tf.get_variable("weights", [4, 8], dtype=tf.float64)
            biases = tf.get_variable("biases", [8], initializer=tf.zeros_initializer())
        """,
    good=_BEFORE,
)

ADDED = Rule(
    code="SI405",
    name="variable-added",
    severity="error",
    summary="a variable that the old side lacks: an error against a checkpoint, a warning against a baseline",
    what="A variable that the baseline or the checkpoint does not have." + _NOW,
    bad_because="`Saver.restore` fails when the checkpoint lacks a variable of the model.",
    instead="Restore what the checkpoint has, with a map, and initialize the rest. " + _CONFIRM + _AS_IT_WAS,
    bad="""
        with tf.variable_scope("net"):
            weights = tf.get_variable("weights", [4, 8])
            biases = tf.get_variable("biases", [8], initializer=tf.zeros_initializer())
            scale = tf.get_variable("scale", [1])
        """,
    good=_BEFORE,
)

CHANGED = Rule(
    code="SI406",
    name="variable-changed",
    severity="warning",
    summary="a variable has another initializer, trainable flag or collections",
    what="A variable whose initializer, `trainable`, kind or collections differ from those in the baseline." + _NOW,
    bad_because="Old checkpoints load, but the model is trained otherwise than before.",
    instead=_CONFIRM + _AS_IT_WAS,
    bad="""
        with tf.variable_scope("net"):
            weights = tf.get_variable("weights", [4, 8])
            biases = tf.get_variable("biases", [8], initializer=tf.ones_initializer())
        """,
    good=_BEFORE,
    also=("initializer-changed", "trainable-changed", "collections-changed", "kind-changed"),
)

UNUSED_KEY = Rule(
    code="SI407",
    name="checkpoint-key-unused",
    severity="info",
    summary="the checkpoint holds a variable that the model lacks",
    what="A variable of the checkpoint that the model does not have." + _NOW,
    bad_because="It does no harm; it may show that the model is not the one that was saved.",
    instead="Nothing, where the model was made smaller on purpose." + _AS_IT_WAS,
    bad="""
        with tf.variable_scope("net"):
            weights = tf.get_variable("weights", [4, 8])
        """,
    good=_BEFORE,
)
