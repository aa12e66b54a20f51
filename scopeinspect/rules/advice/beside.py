"""A second call that was refused a variable, and had made others anew, as tf.Variable does: reuse alone shares half."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.anew import INPUTS, anew
from scopeinspect.rules.advice.code import SHARED, all_calls_of, at_line, called_as, name_of, statement, within
from scopeinspect.rules.advice.converting import as_get_variable
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sharing import Repeat, Verdict
from scopeinspect.twins import function_of
from scopeinspect.words import listed


def made_anew(facts: Facts, request: Request, call: Site | None) -> Repeat | None:
    """What tf.Variable made in a second call for the second time; None where that is nothing.

    Args:
        facts: what is known.
        request: what was refused in the second call.
        call: that call.
    """
    stack = facts.recording.stack(request.stack)
    path = tuple(request.stack[: stack.index(call) + 1]) if call in stack and call else ()
    return next(
        (one for one in facts.repeats
         if one.calls[-1].path == path and not one.is_loop and one.verdict is Verdict.PARALLEL
         and all(twin.made_by == "Variable" for twin in one.twins)), None,
    )  # fmt: skip


def all_shared(facts: Facts, request: Request, call: Site, repeat: Repeat) -> Fix | None:
    """How to share what was refused and what was made anew; None where it is not clear how to make that shared."""
    first = repeat.calls[0]
    depth = len(first.path)
    made = [one for one in facts.models
            if one.made_by == "Variable" and one.graph == repeat.graph and one.stack[:depth] == first.path]  # fmt: skip
    converted = as_get_variable(facts, made, depth)
    if not converted.lines:
        return None
    names = listed([one.name for one in made])
    lines = (*converted.lines, *at_line(within(SHARED, statement(facts.sources, call)), call.place))
    return Fix(f"to share {request.key} and {names}, make {names} with tf.get_variable, too, and reuse all of them at "
               f"{call.place}:", lines)  # fmt: skip


def built_once(facts: Facts, call: Site, repeat: Repeat) -> Iterator[Fix]:
    """What to do where both calls are one, word for word, and make their own inputs: it is one model, built again."""
    first = repeat.calls[0]
    callee = facts.recording.sites[first.variables[0].stack[len(first.path)]]
    sites = (facts.recording.sites[made.path[-1]] for made in repeat.calls)
    if len({_call_of(facts, site, callee) for site in sites} - {""}) == 1 and _makes_inputs(facts, repeat):
        yield Fix("build it once and keep what the first call returned.")
        if not repeat.has_one_input:
            yield from anew(facts, repeat, call)


def _call_of(facts: Facts, site: Site, callee: Site) -> str:
    """The call of a function in a statement, as it is written; empty where there is none, or several."""
    found, names = facts.sources.statement(site), called_as(facts.sources, callee)
    calls = [call for call in all_calls_of(found) if name_of(call.func) in names] if found else []
    return ast.dump(calls[0]) if len(calls) == 1 else ""


def _makes_inputs(facts: Facts, repeat: Repeat) -> bool:
    """Whether the code that was run again made inputs of its own each time."""
    sites, ops = facts.recording.sites, facts.recording.ops_of(repeat.graph)
    first = repeat.calls[0]
    inside = {function_of(sites[number]) for one in first.variables for number in one.stack[len(first.path) :]}
    places = Counter(number for number, kind in zip(ops.sites, ops.types, strict=True) if kind.startswith(INPUTS))
    return any(
        times > 1 and number in sites and function_of(sites[number]) in inside for number, times in places.items()
    )
