"""A call that names the scope that it is to share, beside `reuse=True`, as in `net(x, "encoder", reuse=True)`."""

from __future__ import annotations

import ast
from itertools import count

import msgspec

from scopeinspect.model import Request
from scopeinspect.reuse import setter_of_request
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited, function_around, given_to
from scopeinspect.rules.advice.passing import Passing, passing
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.words import shape_text


class ScopePassed(msgspec.Struct, frozen=True):
    """A call whose function opens a scope of the name that it is given, in the mode that it is given."""

    request: Request
    """That was refused in the call."""
    caller: Passing
    given: ast.expr
    """The name, in the call."""
    name: str
    flag: ast.expr
    """The `True`, in the call."""
    scope: str
    """The full name of the scope."""

    def to_share_another(self, facts: Facts) -> Fix | None:
        """The call with the one other scope that has what was asked for; None where none does, or several do."""
        above, _, _ = self.scope.rpartition("/")
        others = {}
        for variable in facts.variables:
            scope = variable.name.removesuffix(self._inside)
            is_beside = scope != variable.name and scope.rpartition("/")[0] == above and scope != self.scope
            if is_beside and variable.graph == facts.recording.entries[self.request.entry].graph:
                others[scope] = variable
        matching = [(scope, one) for scope, one in others.items() if self._is_asked(one.shape, one.dtype)]
        if len(matching) != 1:
            return None
        (scope, variable), = matching
        lines = self._with([Edit(self.given, f'"{scope.rpartition("/")[2]}"')])
        told = shape_text(variable.shape) if self.request.reason == "shape" else variable.dtype
        return Fix(f"if {scope} is meant, whose {self._inside[1:]} is {told}, give the call that name:", lines)

    def to_have_another(self, facts: Facts) -> Fix | None:
        """The call with a scope that is not there yet, and without reuse; None where it is not that scope's alone."""
        function = self.caller.function
        if function is None or _times_read(function, self.caller.argument) != 1:
            return None
        above = self.scope.removesuffix(self.name)
        taken = [one.name for one in facts.recording.variables.values()]
        labels = (f"{self.name}_{number}" for number in count(2))
        label = next(one for one in labels if not any(name.startswith(f"{above}{one}/") for name in taken))
        lines = self._with([Edit(self.given, f'"{label}"'), Edit(self.flag, "False")])
        return Fix("to have another, call it with a scope that is new, and without reuse:", lines) if lines else None

    @property
    def _inside(self) -> str:
        return self.request.key.removeprefix(self.scope)

    def _is_asked(self, shape: object, dtype: str) -> bool:
        given = self.request.given
        return shape == given.get("shape") and dtype == str(given.get("dtype", "float32"))

    def _with(self, edits: list[Edit]) -> tuple[str, ...]:
        return at_line(edited(self.caller.found, edits), self.caller.found.place)


def scope_passed(facts: Facts, request: Request) -> ScopePassed | None:
    """The call that named the scope of a request, and asked for reuse; None where it is not written out so.

    Args:
        facts: what is known.
        request: that was refused.
    """
    setter = setter_of_request(facts.recording, request)
    caller = passing(facts, request, setter)
    head = facts.sources.statement(setter.site) if setter.site else None
    opening = calls_of(head, "variable_scope") if head else []
    if caller is None or caller.is_repeated or caller.call is None or setter.site is None or len(opening) != 1:
        return None
    function = function_around(facts.sources, setter.site)
    if function is None or caller.function is None or function.lineno != caller.function.lineno:
        return None
    named = opening[0].args[0] if opening[0].args else None
    given = given_to(caller.call, function, named.id) if isinstance(named, ast.Name) else []
    flag = given_to(caller.call, function, caller.argument)
    name, is_on = _value(given), _value(flag)
    if not isinstance(name, str) or is_on is not True or not f"/{setter.scope}".endswith(f"/{name}"):
        return None
    return ScopePassed(request, caller, given[0], name, flag[0], setter.scope)


def _value(given: list[ast.expr]) -> object:
    return given[0].value if len(given) == 1 and isinstance(given[0], ast.Constant) else None


def _times_read(function: ast.FunctionDef, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for one in function.body for node in ast.walk(one))
