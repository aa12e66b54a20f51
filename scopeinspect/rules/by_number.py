"""Layers without a name that share, by their numbers, what another layer made: SI115."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scopeinspect.model import Site
from scopeinspect.rules.advice.layer_numbers import WHY, Mixed, all_mixed, apart, named
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Rule, roles


def _by_number(facts: Facts) -> Iterator[Diagnostic]:
    mixed: dict[Site, list[Mixed]] = defaultdict(list)
    for found in all_mixed(facts):
        if found.request.outcome == "reused":
            mixed[facts.recording.sites[found.request.stack[found.place]]].append(found)
    for site, group in mixed.items():
        shared, own = group[0].other, group[0].own
        yield BY_NUMBER.found(
            f"a layer without a name shares {shared.name}, which another layer made; what it made itself is {own.name}",
            variables=list(dict.fromkeys(variable.name for one in group for variable in (one.other, one.own))),
            roles=roles(
                (f"made {shared.name}", apart(facts, shared, own)),
                (f"made {own.name} first, and gets {shared.name} here later", site),
                ("the call that gets it", _called(facts, group[0])),
            ),
            why=WHY,
            fixes=[named(facts, group)],
            place=site,
        )


def _called(facts: Facts, mixed: Mixed) -> Site | None:
    """The call of the pass that shares: the outermost that is another than in the pass which made it."""
    stack, made = mixed.request.stack, mixed.other.stack
    outside = zip(stack[: mixed.place], made, strict=False)
    return next((facts.recording.sites[one] for one, other in outside if one != other), None)


BY_NUMBER = Rule(
    code="SI115",
    name="shared-by-number",
    severity="warning",
    summary="a layer without a name shares what another layer made, as it has another number in this pass",
    what="""
        A line that makes a layer without a name made one set of variables in the first pass, and got those of another
        line in a later one, as that pass left out a layer before it.
        """,
    bad_because="""
        TensorFlow names such layers `dense`, `dense_1` and so on, in the order of each pass, and reuse goes by these
        names. Nothing fails where the shapes are the same: the second pass computes with the weights of another layer.
        """,
    instead="""
        A name for each layer. Those that it has already keep old checkpoints working.
        """,
    bad="""
        def network(x, is_training):
            with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
                x = tf.layers.dense(x, 4)
                if is_training:
                    x = tf.layers.dense(x, 4)
                return tf.layers.dense(x, 4)

        train = network(tf.placeholder(tf.float32, [None, 4]), True)
        test = network(tf.placeholder(tf.float32, [None, 4]), False)
        """,
    good="""
        def network(x, is_training):
            with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
                x = tf.layers.dense(x, 4, name="dense")
                if is_training:
                    x = tf.layers.dense(x, 4, name="dense_1")
                return tf.layers.dense(x, 4, name="dense_2")

        train = network(tf.placeholder(tf.float32, [None, 4]), True)
        test = network(tf.placeholder(tf.float32, [None, 4]), False)
        """,
    find=_by_number,
)
