"""Optimizers and moving averages in reuse mode: SI106."""

from __future__ import annotations

from scopeinspect.model import Request
from scopeinspect.recording import Recording
from scopeinspect.reuse import setter_of_request
from scopeinspect.rules.advice.bounding import bounds
from scopeinspect.rules.advice.code import SHARED, within
from scopeinspect.rules.advice.own_maker import own_maker
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import finding, is_slot, makers, switched_on
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles


def slot(facts: Facts, request: Request, severity: Severity) -> Diagnostic | None:
    """Says who left reuse on where an optimizer needs it off."""
    if request.reason != "missing" or not is_slot(request):
        return None
    recording = facts.recording
    setter = setter_of_request(recording, request)
    owner, name = _owner(recording, request), request.key.rstrip("/").rpartition("/")[2]
    call = recording.site(request.stack)
    scope = setter.scope or "the root scope"
    is_average = name == "ExponentialMovingAverage"
    maker, makes = ("the moving average", "its shadow") if is_average else ("the optimizer", "its slots")
    every = makers(facts, call) if call else ("optimizer.minimize(loss)",)
    own = own_maker(facts, setter, request, maker)
    ways = own or bounds(facts, setter, request)
    if not ways:
        where = f"the `with` at {setter.site.place}" if setter.site else "the scope that is in reuse mode"
        ways = [Fix(f"move {maker} out of {where}, to below it:", every)]
    return SLOT.found(
        f"{maker} can't make {makes if is_average else f'its slot {name}'} for {owner}: reuse is still True",
        severity=severity,
        variables=[owner],
        roles=roles(switched_on(setter), (f"{maker} makes {makes} here", call)),
        why=f"{maker[0].upper()}{maker[1:]} makes {makes} with get_variable in the scope of the moment, and {scope} is "
        "in reuse mode.",
        # Nobody wants a second optimizer for the build that only shares.
        fixes=own or [*ways, Fix(f"or let {maker} make what it does not find:", within(SHARED, every))],
        place=setter.site,
    )


def _owner(recording: Recording, request: Request) -> str:
    """What the slot was to be made for: a variable, or the tensor of a moving average.

    The scope of the moment stands before its name.
    """
    above = request.key.rstrip("/").rpartition("/")[0]
    around = recording.entries[request.entry].parent
    scope = recording.entries[around].name if around is not None else ""
    return above.removeprefix(f"{scope}/") if scope else above


SLOT = Rule(
    code="SI106",
    name="slot-under-reuse",
    severity="error",
    summary="an optimizer could not make its slots, because reuse is still on",
    what="""
        An optimizer that is built while the scope of the moment is in reuse mode, mostly because
        `tf.get_variable_scope().reuse_variables()` was called before and never ends.
        """,
    bad_because="""
        Adam, Momentum and their like make a variable beside each one that they train, with get_variable. In reuse
        mode that is refused with *Variable w/Adam/ does not exist*, which says nothing of reuse.
        """,
    instead="""
        Bound the reuse by a `with`, so that it ends before the optimizer is built, at every place that switches it
        on: around the second pass; around the call of a function that switches it on inside; around the loop over
        towers, with `reuse=tf.AUTO_REUSE`.
        """,
    bad="""
        def model(x):
            return tf.reduce_sum(tf.matmul(x, tf.get_variable("weights", [4, 1])))

        loss = model(tf.placeholder(tf.float32, [None, 4]))
        tf.get_variable_scope().reuse_variables()
        loss += model(tf.placeholder(tf.float32, [None, 4]))
        tf.train.AdamOptimizer().minimize(loss)
        """,
    good="""
        def model(x):
            return tf.reduce_sum(tf.matmul(x, tf.get_variable("weights", [4, 1])))

        loss = model(tf.placeholder(tf.float32, [None, 4]))
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            loss += model(tf.placeholder(tf.float32, [None, 4]))
        tf.train.AdamOptimizer().minimize(loss)
        """,
    find=finding(slot),
)
