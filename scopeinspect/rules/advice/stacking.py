"""Two calls of one function as two layers of a stack: the second works on what the first computed."""

from __future__ import annotations

import ast
from itertools import pairwise

from scopeinspect.model import Request, Site
from scopeinspect.recording import Recording
from scopeinspect.rules.advice.code import all_calls_of, name_of
from scopeinspect.rules.advice.names_in_code import names_in, without_callees
from scopeinspect.rules.facts import Facts
from scopeinspect.sources import Sources, Statement


def is_next_layer(facts: Facts, request: Request, first: Site | None, second: Site | None) -> bool:
    """Whether a call that asks again works on the result of the first call alone.

    What is given other data as well may be a step in time, or an input that was changed by the gradient of the first
    result; and what comes after another part of the model may be the encoder that looks at what the decoder made.

    Args:
        facts: what is known.
        request: what was refused.
        first: the call that made the variable.
        second: the call that asks for it again.
    """
    stack = facts.recording.stack(request.stack)
    one, other = (facts.sources.statement(site) if site else None for site in (first, second))
    if first is None or second is None or one is None or other is None or second not in stack[:-1]:
        return False
    callee = stack[stack.index(second) + 1].function
    is_there = first.file == second.file and one.node in other.block
    if not is_there or _makes_others(facts.recording, request, first, callee):
        return False
    results = _results(one, other)
    before, again = ([call for call in all_calls_of(found) if name_of(call.func) == callee] for found in (one, other))
    if len(before) != 1 or len(again) != 1 or not again[0].args:
        return False
    given, given_before = _given(again[0]), _given(before[0])
    read = without_callees([given.pop("0")])
    return bool(read) and read <= results and all(
        _is_setting(facts.sources, first.file, one, given_before.get(place)) for place, one in given.items()
    )


def _makes_others(recording: Recording, request: Request, first: Site, callee: str) -> bool:
    """Whether something else than the first call made variables after the one that was asked for again."""
    requests = recording.requests
    made = next((place for place, one in enumerate(requests) if one.variable == request.variable), 0)
    between = [one for one in requests[made : requests.index(request)] if one.outcome == "created"]
    stacks = [recording.stack(one.stack) for one in between]
    return not all(
        any(site == first and inner.function == callee for site, inner in pairwise(stack)) for stack in stacks
    )


def _results(one: Statement, other: Statement) -> set[str]:
    """The names of what the first call computed, and of what was made of that alone before the second."""
    results = set(names_in(one.node, ast.Store)) if isinstance(one.node, ast.Assign) else set()
    start, end = (other.block.index(node) for node in (one.node, other.node))  # both are in it
    for node in other.block[start + 1 : end]:
        read = without_callees([node])
        is_made_of_it = isinstance(node, ast.Assign) and read and read <= results
        stored = set(names_in(node, ast.Store))
        results = results | stored if is_made_of_it else results - stored
    return results


def _given(call: ast.Call) -> dict[str, ast.expr]:
    """What a call gives, by the place or the keyword."""
    return {str(place): one for place, one in enumerate(call.args)} | {str(one.arg): one.value for one in call.keywords}


def _is_setting(sources: Sources, file: str, given: ast.expr, before: ast.expr | None) -> bool:
    """Whether an argument is a size or the like: one without data, or what the first call was given there."""
    if before and ast.dump(given) == ast.dump(before):
        return True
    found = [sources.assignments(file, name) for name in without_callees([given])]
    return all(every and all(_is_constant(one) for one in every) for every in found)


def _is_constant(found: Statement) -> bool:
    return isinstance(found.node, ast.Assign) and isinstance(found.node.value, ast.Constant)
