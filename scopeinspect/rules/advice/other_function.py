"""Two functions, or classes, that asked for one name: parts of a model that are likelier to differ than to share."""

from __future__ import annotations

import re

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.code import called_as, calls_of
from scopeinspect.rules.facts import Facts

_PASSES = re.compile(r"train|test|eval|valid|infer|predict|sampl|decod|deploy|reuse|again|share", re.IGNORECASE)
"""What is in the names of functions that build a part once more, to use it otherwise."""


def other_function(
    facts: Facts, request: Request, earlier: Request | None, calls: tuple[Site | None, Site | None]
) -> str:
    """A name for the part that a second function builds with names that a first one has taken; empty where it is none.

    Args:
        facts: what is known.
        request: that was refused in the second.
        earlier: that made the variable in the first.
        calls: the two calls, which the stacks of both requests part at.
    """
    recording = facts.recording
    stacks = [recording.stack(one.stack) for one in (earlier, request) if one]
    inside = [stack[stack.index(call) + 1 :] for stack, call in zip(stacks, calls, strict=False) if call in stack]
    if len(inside) < len(calls) or not all(inside) or inside[0][-1] == inside[1][-1]:
        return ""
    one, other = (called_as(facts.sources, sites[0])[-1] for sites in inside)
    label = other.strip("_<>").lower()
    is_pass = any(map(_PASSES.search, (one, other)))
    is_new = not any(f"/{label}/" in f"/{variable.name}" for variable in recording.variables.values())
    if one == other or is_pass or not label.isidentifier() or not label.isascii() or not is_new:
        return ""
    return "" if _opens_scope(facts, request, len(request.stack) - len(inside[1])) else label


def _opens_scope(facts: Facts, request: Request, depth: int) -> bool:
    """Whether a variable scope is opened in a call, by a name that the author gave it: then it is meant to be that."""
    entries = [one for one in facts.recording.around(request.entry) if len(one.stack) > depth]
    found = (facts.sources.statement(site) for one in entries if (site := facts.site(one.stack)))
    return any(calls_of(one, "variable_scope") for one in found if one)
