"""How to end the reuse that somebody switched on for all that follows."""

from __future__ import annotations

import ast
from itertools import takewhile

from scopeinspect.model import Change, Request, Site
from scopeinspect.recording import Recording
from scopeinspect.reuse import Setter, switches
from scopeinspect.rules.advice.code import SHARED, SHARED_ONLY, at_line, place, statement, within, written
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Sources, Statement
from scopeinspect.words import counted, places

AGAIN = "with tf.variable_scope(tf.get_variable_scope()):"
"""Enters the scope of the moment again: a flag that is switched on inside ends with it."""

_MOST_PLACES = 3


def bounds(facts: Facts, setter: Setter, request: Request) -> list[Fix]:
    """What to change for reuse to end before a request; nothing where reuse was not switched on for good.

    Every place that switched it on is told, as with one of them left the request is refused again.
    """
    changes = _switches(facts.recording, setter)
    inside = {call: change for change in changes if (call := _call_that_is_over(facts.recording, change, request))}
    fixes = [_around_calls(facts, inside)] if inside else []
    over = list(inside.values())
    fixes += dict.fromkeys(_bound(facts, change) for change in changes if change not in over)
    if len(fixes) > 1:
        fixes = [Fix(f"reuse was switched on in {counted(len(fixes), 'way')}; mend them all:"), *fixes]
    return fixes[: _MOST_PLACES + 1]


def _switches(recording: Recording, setter: Setter) -> list[Change]:
    if setter.how != "switched" or setter.site is None:
        return []
    found = (change for change in recording.changes if recording.site(change.stack) == setter.site)
    first = next(found, None)
    every = switches(recording, recording.entries[first.entry]) if first else []
    return list({change.stack[-1]: change for change in reversed(every) if change.stack}.values())[::-1]


def _call_that_is_over(recording: Recording, change: Change, request: Request) -> Site | None:
    """The call inside of which reuse was switched on, if that has returned."""
    pairs = zip(change.stack, request.stack, strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return recording.sites[change.stack[common]] if common < len(change.stack) - 1 else None


def _around_calls(facts: Facts, calls: dict[Site, Change]) -> Fix:
    where = places(facts.recording.sites[change.stack[-1]] for change in calls.values())
    them = "this call in a scope that ends with it" if len(calls) == 1 else "each of these calls in a scope of its own"
    code = (line for call in calls for line in at_line(within(AGAIN, statement(facts.sources, call)), call.place))
    return Fix(f"to bound the reuse that {where} switched on, put {them}:", tuple(code))


def _bound(facts: Facts, change: Change) -> Fix:
    sources, recording = facts.sources, facts.recording
    stack = recording.stack(change.stack)
    site = stack[-1]
    switch = sources.statement(site)
    if switch and (loop := next((one for one in switch.above if isinstance(one, (ast.For, ast.While))), None)):
        head = f"{ast.unparse(loop).splitlines()[0]}"
        return Fix(f"to bound the reuse, remove {place(sources, site)}, and put the loop in a scope that shares from "
                   "the second round on:", within(SHARED, (head, "    …  # as it is")))  # fmt: skip
    second = _second_pass(facts, change, switch)
    if not second and (lines := switch_with_its_test(sources, site)):
        return Fix(f"to bound the reuse, remove {lines}: nothing beside it shares because of it.")
    if switch and not second and switch.above and len(switch.block) == 1:  # a body can't be empty
        return Fix(f"to bound the reuse, do nothing at {place(sources, site)}: nothing beside it shares because of "
                   "it:", at_line(("pass",), site.place))  # fmt: skip
    if switch and not second:
        return Fix(f"to bound the reuse, remove {place(sources, site)}: nothing beside it shares because of it.")
    second = second or ("…  # the second pass",)
    return Fix(f"to bound the reuse, replace {place(sources, site)} by a scope around the second pass alone:",
               within(SHARED_ONLY, second))  # fmt: skip


def switch_with_its_test(sources: Sources, site: Site) -> str:
    """The lines of an `if` that does nothing but switch reuse on, in words; nothing for another switch."""
    switch = sources.statement(site)
    test = switch.above[0] if switch and switch.above else None
    if switch is None or not isinstance(test, ast.If) or test.orelse or len(switch.block) > 1:
        return ""
    head = sources.at(site.file, test.lineno)
    is_one_of_many = head is not None and head.node is test and len(head.block) > 1  # a body can't be empty
    return f"lines {test.lineno} to {test.end_lineno}" if is_one_of_many else ""


def _second_pass(facts: Facts, change: Change, switch: Statement | None) -> tuple[str, ...]:
    """The statements beside the switch that shared because of it, and what stands between them."""
    depth = len(change.stack) - 1
    if switch is None:
        return ()
    shared = {
        facts.recording.sites[request.stack[depth]].line
        for request in facts.recording.requests
        if request.outcome == "reused" and request.stack[:depth] == change.stack[:depth] and len(request.stack) > depth
    }
    after = switch.block[switch.block.index(switch.node) + 1 :]
    last = max((place for place, one in enumerate(after) if shared & _lines(one)), default=-1)
    return written(facts.sources, facts.recording.sites[change.stack[-1]], after[: last + 1])


def _lines(node: ast.stmt) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
