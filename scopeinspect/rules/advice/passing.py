"""The call that passed reuse to a function, which hands it on to a scope, or asks it whether to switch reuse on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import msgspec

from scopeinspect.model import Request, Site
from scopeinspect.reuse import Setter, stacks_at
from scopeinspect.rules.advice.code import (
    COMPREHENSIONS,
    Edit,
    at_line,
    called_as,
    calls_of,
    default_of,
    edited,
    function_around,
    given_to,
    nodes_of,
    one_more,
)
from scopeinspect.rules.facts import Facts
from scopeinspect.sources import Statement


class Passing(msgspec.Struct, frozen=True):
    """A call that hands a flag to a function."""

    site: Site
    found: Statement
    called: tuple[str, ...]
    """What a call of the function may name: the function, or the class that it sets up."""
    argument: str
    """The name of its argument."""
    function: ast.FunctionDef | None
    """Where it is defined; None where that is not at hand."""

    @property
    def role(self) -> tuple[str, Site]:
        """What happened there."""
        return (f"this call passes {self.argument}" if self._given else "called here"), self.site

    def with_flag(self, flag: str) -> tuple[str, ...]:
        """The statement with another flag, as it is to be typed; none where it is not clear what the flag is there."""
        given, calls = self._given, calls_of(self.found, *self.called)
        if len(given) == 1 and _is_true(given[0]):
            return at_line(edited(self.found, [Edit(given[0], flag)]), self.found.place)
        if given or len(calls) != 1 or not self._is_on_by_default:
            return ()
        return at_line(edited(self.found, one_more(calls[0], self.argument, flag)), self.found.place)

    @property
    def call(self) -> ast.Call | None:
        """The call itself; None where the statement has several, or hides what it gives."""
        calls = calls_of(self.found, *self.called)
        return calls[0] if len(calls) == 1 else None

    @property
    def is_repeated(self) -> bool:
        """Whether it is made in the rounds of a loop or a comprehension."""
        inside = (node for part in nodes_of(self.found) if isinstance(part, COMPREHENSIONS) for node in ast.walk(part))
        is_inside = any(node is self.call for node in inside) or self.call is None
        return is_inside or any(isinstance(one, (ast.For, ast.AsyncFor, ast.While)) for one in self.found.above)

    def others(self, facts: Facts) -> Iterator[tuple[Statement, ast.Call]]:
        """The other calls of the function in the file, with their statements, as they are written."""
        beside = {one.first: one for name in self.called for one in facts.sources.beside(self.site, f"{name}(")}
        for first in sorted(beside.keys() - {self.found.first}):
            yield from ((beside[first], call) for call in calls_of(beside[first], *self.called))

    def makes_it(self, facts: Facts) -> bool:
        """Whether this call is the one that has to make what is missing: all others in the file only share it."""
        return not self.is_repeated and all(self.shares(call) for _, call in self.others(facts))

    def shares(self, call: ast.Call) -> bool:
        """Whether a call passes the flag as True, or leaves it out where that is the default."""
        given = given_to(call, self.function, self.argument) if self.function else []
        return _is_true(given[0]) if given else self._is_on_by_default

    @property
    def _is_on_by_default(self) -> bool:
        default = default_of(self.function, self.argument) if self.function else None
        return default is not None and _is_true(default)

    @property
    def _given(self) -> list[ast.expr]:
        named = [word.value for call in _calls(self.found) for word in call.keywords if word.arg == self.argument]
        return named or [
            value for call in _calls(self.found) for value in call.args
            if _is_true(value)
        ]  # fmt: skip


def passing(facts: Facts, request: Request, setter: Setter) -> Passing | None:
    """The call outside of which nobody handed the flag on; None where a scope declares it by itself."""
    if setter.how not in ("declared", "switched") or setter.site is None:
        return None
    stack = next((one for one in stacks_at(facts.recording, setter.site)
                  if one[:-1] == request.stack[: len(one) - 1]), [])  # fmt: skip
    found = facts.sources.statement(setter.site)
    name = found and (handed_on(found, "reuse") if setter.how == "declared" else _asked(found))
    for number, callee in zip(reversed(stack[:-1]), reversed(stack[1:]), strict=True):
        caller = facts.recording.sites[number]
        found = facts.sources.statement(caller)
        if not name or found is None:
            break
        before, name = name, handed_on(found, name)
        if name is None:
            inside = facts.recording.sites[callee]
            return Passing(caller, found, called_as(facts.sources, inside), before,
                           function_around(facts.sources, inside))  # fmt: skip
    return None


def _is_true(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _asked(found: Statement) -> str | None:
    """The name that decides whether a statement runs at all: the one in `if reuse:` around it."""
    test = next((node.test for node in found.above if isinstance(node, ast.If)), None)
    return test.id if isinstance(test, ast.Name) else None


def handed_on(found: Statement, argument: str) -> str | None:
    """The name that a statement gives as this argument; None where it gives a value, or does not give it by name."""
    values = [keyword.value for call in _calls(found) for keyword in call.keywords if keyword.arg == argument]
    return next((value.id for value in values if isinstance(value, ast.Name)), None)


def _calls(found: Statement) -> list[ast.Call]:
    return [call for call in ast.walk(found.node) if isinstance(call, ast.Call)] if not found.is_head else calls_of(
        found, "variable_scope"
    )  # fmt: skip
