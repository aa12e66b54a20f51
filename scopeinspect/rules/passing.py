"""The call that passed reuse to a function, which hands it on to a scope, or asks it whether to switch reuse on."""

from __future__ import annotations

import ast

from scopeinspect.model import Request, Site
from scopeinspect.reuse import Setter, stacks_at
from scopeinspect.rules.code import calls_of
from scopeinspect.rules.facts import Facts
from scopeinspect.sources import Statement


def passing(facts: Facts, request: Request, setter: Setter) -> list[tuple[str, Site | None]]:
    """A role: the call outside of which nobody handed the flag on; none where a scope declares it by itself."""
    if setter.how not in ("declared", "switched") or setter.site is None:
        return []
    stack = next((one for one in stacks_at(facts.recording, setter.site)
                  if one[:-1] == request.stack[: len(one) - 1]), [])  # fmt: skip
    found = facts.sources.statement(setter.site)
    name = found and (_handed_on(found, "reuse") if setter.how == "declared" else _asked(found))
    for number in reversed(stack[:-1]):
        caller = facts.recording.sites[number]
        found = facts.sources.statement(caller)
        if not name or found is None:
            break
        before, name = name, _handed_on(found, name)
        if name is None:
            return [(f"this call passes {before}", caller)] if _passes(found, before) else [("called here", caller)]
    return []


def _asked(found: Statement) -> str | None:
    """The name that decides whether a statement runs at all: the one in `if reuse:` around it."""
    test = next((node.test for node in found.above if isinstance(node, ast.If)), None)
    return test.id if isinstance(test, ast.Name) else None


def _handed_on(found: Statement, argument: str) -> str | None:
    """The name that a statement gives as this argument; None where it gives a value, or does not give it by name."""
    values = [keyword.value for call in _calls(found) for keyword in call.keywords if keyword.arg == argument]
    return next((value.id for value in values if isinstance(value, ast.Name)), None)


def _passes(found: Statement, argument: str) -> bool:
    return any(keyword.arg == argument for call in _calls(found) for keyword in call.keywords) or any(
        isinstance(value, ast.Constant) and value.value is True for call in _calls(found) for value in call.args
    )


def _calls(found: Statement) -> list[ast.Call]:
    return [call for call in ast.walk(found.node) if isinstance(call, ast.Call)] if not found.is_head else calls_of(
        found, "variable_scope"
    )  # fmt: skip
