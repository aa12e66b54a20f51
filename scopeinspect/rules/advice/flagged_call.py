"""The flag that a program has for sharing: of a function that is called again, or of a scope that is opened again."""

from __future__ import annotations

import ast

import msgspec

from scopeinspect.model import Request, ScopeEntry, Site
from scopeinspect.rules.advice.code import (
    Edit,
    at_line,
    called_as,
    calls_of,
    default_of,
    edited,
    function_around,
    given_to,
    name_of,
    one_more,
    opens_variable_scope,
    root_of,
)
from scopeinspect.rules.advice.passing import handed_on
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import scope_at
from scopeinspect.sources import Statement

_UNSET = (False, None)
_MOST_SCOPES = 8
"""Scopes of a function that are written out."""


class Flag(msgspec.Struct, frozen=True):
    """An argument by which a function is asked for reuse, and hands it on to the scopes that it opens."""

    function: ast.FunctionDef
    name: str
    called: tuple[str, ...]
    """What a call of it may name."""
    scopes: tuple[ast.With, ...]
    """The scopes that it hands it on to."""
    root: str
    """What the function calls TensorFlow."""
    is_switch: bool
    """Whether it is asked if reuse is to be switched on: then tf.AUTO_REUSE is as good as True."""

    def on(self, found: Statement, value: str) -> tuple[str, ...]:
        """A statement that calls the function, asking for reuse; none where it is not clear how it is to ask."""
        calls = calls_of(found, *self.called)
        if len(calls) != 1 or (self.is_switch and value != "True"):
            return ()
        edits = self._edits(calls[0], value)
        return at_line(edited(found, edits), found.place) if edits else ()

    def is_asked(self, found: Statement) -> bool:
        """Whether a statement calls the function, and asks for reuse each time."""
        calls = calls_of(found, *self.called)
        return bool(calls) and all(any(map(_is_reuse, given_to(one, self.function, self.name))) for one in calls)

    def covers(self, site: Site) -> bool:
        """Whether a site of the function is in one of the scopes."""
        return any(one.lineno <= site.line <= (one.end_lineno or one.lineno) for one in self.scopes)

    def _edits(self, call: ast.Call, value: str) -> list[Edit]:
        given = given_to(call, self.function, self.name)
        if not given:
            return one_more(call, self.name, value) if default_of(self.function, self.name) else []
        is_unset = isinstance(given[0], ast.Constant) and given[0].value in _UNSET
        return [Edit(given[0], value)] if is_unset else []


def flag_of(facts: Facts, request: Request, call: Site) -> Flag | None:
    """The flag of the function that a call is of, if each scope that it opens by itself has it, or holds nothing yet.

    Args:
        facts: of the recording.
        request: that was made in the call.
        call: one of the sites of its stack.
    """
    stack = facts.recording.stack(request.stack)
    path = request.stack[: stack.index(call) + 1]
    for entry in facts.recording.around(request.entry):
        if len(entry.stack) == len(path) + 1 and list(entry.stack[:-1]) == list(path):
            site = facts.recording.sites[entry.stack[-1]]
            function = function_around(facts.sources, site)
            if function and (flag := _flag(facts, request, call, site, function)):
                return flag
    return None


def _flag(facts: Facts, request: Request, call: Site, site: Site, function: ast.FunctionDef) -> Flag | None:
    scopes = _outermost_scopes(function)
    heads = [facts.sources.at(site.file, one.lineno) for one in scopes]
    handed = [handed_on(head, "reuse") if head else None for head in heads]
    names = [name or _switching(scope) for name, scope in zip(handed, scopes, strict=True)]
    with_it = tuple(scope for scope, name in zip(scopes, names, strict=True) if name)
    around = scope_at(facts.recording, request, call)
    others_are_new = all(_is_new(facts, scope, around) for scope in scopes if scope not in with_it)
    every = {name for name in names if name}
    if len(every) != 1 or not others_are_new:
        return None
    root = next(root_of(call.func) for call in _opening(with_it[0]))
    is_switch = any(name and not given for name, given in zip(names, handed, strict=True))
    flag = Flag(function, every.pop(), called_as(facts.sources, site), with_it, root, is_switch=is_switch)
    return flag if flag.covers(site) else None


def _opening(scope: ast.With) -> list[ast.Call]:
    """The calls by which a statement opens variable scopes."""
    calls = (item.context_expr for item in scope.items if opens_variable_scope(item))
    return [call for call in calls if isinstance(call, ast.Call)]


def _is_new(facts: Facts, scope: ast.With, around: str) -> bool:
    """Whether nothing is in a scope yet that a function opens without its flag: nothing there can be refused."""
    given = [call.args[0] for call in _opening(scope) if call.args]
    if len(given) != 1 or not (isinstance(given[0], ast.Constant) and isinstance(given[0].value, str)):
        return False
    inside = f"{around}/{given[0].value}/".lstrip("/")
    return not any(one.name.startswith(inside) for one in facts.recording.variables.values())


def _is_reuse(value: ast.expr) -> bool:
    is_auto = isinstance(value, ast.Attribute) and value.attr == "AUTO_REUSE"
    return is_auto or (isinstance(value, ast.Constant) and value.value is True)


def _switching(scope: ast.With) -> str | None:
    """The name that decides whether a scope is in reuse mode, as in `if reuse: scope.reuse_variables()`."""
    for one in scope.body:
        if isinstance(one, ast.If) and isinstance(one.test, ast.Name):
            calls = (node for part in one.body for node in ast.walk(part) if isinstance(node, ast.Call))
            if any(name_of(call.func) == "reuse_variables" for call in calls):
                return one.test.id
    return None


def scopes_of_function(facts: Facts, site: Site) -> tuple[str, ...]:
    """The scopes that the function around a site opens with its flag, sharing what is there and making what is not.

    Args:
        facts: of the recording.
        site: where one of them is opened.
    """
    function = function_around(facts.sources, site)
    nodes = sorted(_outermost_scopes(function), key=lambda one: one.lineno) if function else []
    heads = [head for one in nodes if (head := facts.sources.at(site.file, one.lineno)) and handed_on(head, "reuse")]
    lines = [at_line(edited(head, _always(head)), head.place) for head in heads]
    return tuple(line for one in lines for line in one) if len(lines) <= _MOST_SCOPES else ()


def _always(head: Statement) -> list[Edit]:
    return [
        Edit(word.value, f"{root_of(call.func)}.AUTO_REUSE")
        for call in calls_of(head, "variable_scope") for word in call.keywords if word.arg == "reuse"
    ]  # fmt: skip


def _outermost_scopes(function: ast.FunctionDef) -> list[ast.With]:
    """The statements of a function that open variable scopes, but for those within others."""
    found: list[ast.With] = []
    todo: list[ast.AST] = [*function.body]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.With) and any(map(opens_variable_scope, node.items)):
            found.append(node)
        else:
            todo.extend(ast.iter_child_nodes(node))
    return found


def scope_reopened(
    facts: Facts, request: Request, earlier: Request | None, call: Site, *, may_make_more: bool
) -> tuple[str, ...]:
    """The `with` around a call that opens a scope again without reuse, opening it with; none where it is not that.

    Args:
        facts: of the recording.
        request: that was refused.
        earlier: that made the variable.
        call: of the request's stack, in whose block the scope is opened.
        may_make_more: whether that call may make something new.
    """
    before = _names_around(facts, earlier) if earlier else {}
    found = facts.sources.statement(call)
    above = {one.lineno: one for one in found.above if isinstance(one, ast.With)} if found else {}
    for entry in reversed(list(facts.recording.around(request.entry))):
        site = facts.recording.site(entry.stack)
        is_again = entry.name in before and before[entry.name].stack != entry.stack and site is not None
        if is_again and site and site.file == call.file and site.line in above:
            is_all = found is not None and above[site.line].body[-1] is found.node  # or what follows may
            return _in_reuse(facts, site, is_only=is_all and not may_make_more)
    return ()


def _names_around(facts: Facts, request: Request) -> dict[str, ScopeEntry]:
    return {entry.name: entry for entry in facts.recording.around(request.entry) if entry.name and entry.stack}


def _in_reuse(facts: Facts, site: Site, *, is_only: bool) -> tuple[str, ...]:
    head = facts.sources.statement(site)
    calls = calls_of(head, "variable_scope") if head else []
    if head is None or len(calls) != 1:
        return ()
    flag = "True" if is_only else f"{root_of(calls[0].func)}.AUTO_REUSE"
    return at_line(edited(head, one_more(calls[0], "reuse", flag)), head.place)
