"""Optimizers and moving averages in reuse mode: SI106."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scopeinspect.model import Request, Site
from scopeinspect.reuse import setter_of_request
from scopeinspect.rules.advice.bounding import bounds
from scopeinspect.rules.advice.code import SHARED, within
from scopeinspect.rules.advice.own_maker import in_first_build, own_maker
from scopeinspect.rules.advice.second_optimizer import named_anew
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import finding, is_slot, maker_of_slot, makers, owner_of_slot, switched_on
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles
from scopeinspect.words import listed


def slot(facts: Facts, request: Request, severity: Severity) -> Diagnostic | None:
    """Says who left reuse on where an optimizer needs it off."""
    if request.reason != "missing" or not is_slot(request):
        return None
    recording = facts.recording
    setter = setter_of_request(recording, request)
    owner, _ = owner_of_slot(recording, request)
    call = recording.site(request.stack)
    scope = setter.scope or "the root scope"
    kind = maker_of_slot(facts, request)
    maker = kind.the
    every = makers(facts, call) if call else ("optimizer.minimize(loss)",)
    own = own_maker(facts, setter, request, kind)
    ways = own or bounds(facts, setter, request)
    if not ways:
        where = f"the `with` at {setter.site.place}" if setter.site else "the scope that is in reuse mode"
        ways = [Fix(f"move {maker} out of {where}, to below it:", every)]
    return SLOT.found(
        f"{maker} can't make {kind.slot} for {owner}: reuse is still True",
        severity=severity,
        variables=[owner],
        roles=roles(switched_on(setter), (f"{maker} makes {kind.makes} here", call)),
        why=f"{maker.capitalize()} makes {kind.makes} with get_variable in the scope of the moment, and {scope} is in "
        "reuse mode.",
        # Nobody wants a second optimizer for the build that only shares.
        fixes=own or [*ways, Fix(f"or let {maker} make what it does not find:", within(SHARED, every))],
        place=setter.site,
    )


def _found(facts: Facts) -> Iterator[Diagnostic]:
    yield from finding(slot)(facts)
    yield from _shared(facts)


def _shared(facts: Facts) -> Iterator[Diagnostic]:
    """Optimizers that got the slots of another one, as reuse was on for what they asked for."""
    shared: dict[tuple[Site | None, Site | None], list[Request]] = defaultdict(list)
    for request in facts.recording.requests:
        made = facts.recording.variable_of(request)
        if made is not None and is_slot(request) and request.outcome == "reused" and made.role == "slot":
            shared[facts.site(made.stack), facts.site(request.stack)].append(request)
    for (first, again), requests in shared.items():
        names = list(dict.fromkeys(request.key.rstrip("/") for request in requests))
        told = [("an optimizer made its slots here", first), ("this one got the same", again)]
        fix = named_anew(facts, requests[0], first)
        if first == again:
            code = in_first_build(facts, again) if again else ()
            told = [("ran twice: the second optimizer got the slots of the first", again)]
            fix = Fix(f"make it in the first build only{':' if code else '.'}", code)
        yield SLOT.found(
            f"an optimizer has the slots of another one: {listed(names)}",
            severity="warning",
            variables=names,
            roles=roles(*told),
            why="In reuse mode a slot that is there is shared, as any variable is. Each of the two then goes on from "
            "what the other has added up.",
            fixes=[fix],
            place=again,
        )


SLOT = Rule(
    code="SI106",
    name="slot-under-reuse",
    severity="error",
    summary="an optimizer could not make its slots, because reuse is still on",
    what="""
        An optimizer that is built while the scope of the moment is in reuse mode, mostly because
        `tf.get_variable_scope().reuse_variables()` was called before and never ends. Also one that is built under
        AUTO_REUSE where another one has slots for these variables: it gets those, a warning.
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
    find=_found,
)
