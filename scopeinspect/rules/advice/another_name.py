"""A name that two calls of one function give, as where a line was copied, and another one for the second."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from itertools import count

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.code import Edit, all_calls_of, at_line, edited, is_written_out
from scopeinspect.rules.facts import Facts

_BY_NAME = ("name", "scope")
"""How arguments that name a variable, a scope or a layer are called."""


def with_another_name(
    facts: Facts, request: Request, first: Site | None, second: Site | None
) -> tuple[str, tuple[str, ...]]:
    """The name that both calls write out, and the statement of the second call with another one in its place.

    Nothing where they are not in one function, where both don't give the same name, or where it is no name of a part
    of what was refused.
    """
    found = facts.sources.statement(second) if second else None
    before = facts.sources.statement(first) if first else None
    if not (first and second and found and before) or (first.file, first.function) != (second.file, second.function):
        return "", ()
    parts = request.key.split("/")
    given = {node.value for call in all_calls_of(before) for node in _names_given(call)}
    nodes = [node for call in all_calls_of(found) for node in _names_given(call) if node.value in given]
    names = {str(node.value) for node in nodes}
    if len(names) != 1 or parts.count(name := names.pop()) != 1:
        return "", ()
    above = "/".join(parts[: parts.index(name)])
    other = _unused(facts, f"{above}/" if above else "", name)
    lines = edited(found, [Edit(node, json.dumps(other)) for node in nodes])
    return name, at_line(lines, found.place)


def _names_given(call: ast.Call) -> Iterator[ast.Constant]:
    """The texts that a call gives as a name: by a keyword that says so, or by their place."""
    if is_written_out(call):
        given = [*call.args, *(one.value for one in call.keywords if one.arg in _BY_NAME)]
        yield from (one for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _unused(facts: Facts, above: str, name: str) -> str:
    """The name, numbered, as no variable and no part of one's name is called so far."""
    names = [variable.name for variable in facts.recording.variables.values()]
    numbered = (f"{name}_{number}" for number in count(2))
    return next(one for one in numbered if not any(f"{known}/".startswith(f"{above}{one}/") for known in names))
