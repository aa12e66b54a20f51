"""The flag that a program has for sharing: of a function that is called again, or of a scope that is opened again."""

from __future__ import annotations

import ast

import msgspec

from scopeinspect.model import Request, ScopeEntry, Site
from scopeinspect.rules.advice.code import (
    Edit,
    at_line,
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
from scopeinspect.sources import Statement

_UNSET = (False, None)
_MOST_SCOPES = 8
"""Scopes of a function that are written out."""


class Flag(msgspec.Struct, frozen=True):
    """An argument by which a function is asked for reuse, and hands it on to the scopes that it opens."""

    function: ast.FunctionDef
    name: str
    root: str
    """What the function calls TensorFlow."""
    is_switch: bool
    """Whether it is asked if reuse is to be switched on: then tf.AUTO_REUSE is as good as True."""

    def on(self, found: Statement, value: str) -> tuple[str, ...]:
        """A statement that calls the function, asking for reuse; none where it is not clear how it is to ask."""
        calls = calls_of(found, self.function.name)
        if len(calls) != 1 or (self.is_switch and value != "True"):
            return ()
        edits = self._edits(calls[0], value)
        return at_line(edited(found, edits), found.place) if edits else ()

    def _edits(self, call: ast.Call, value: str) -> list[Edit]:
        given = given_to(call, self.function, self.name)
        if not given:
            return one_more(call, self.name, value) if default_of(self.function, self.name) else []
        is_unset = isinstance(given[0], ast.Constant) and given[0].value in _UNSET
        return [Edit(given[0], value)] if is_unset else []


def flag_of(facts: Facts, request: Request, call: Site) -> Flag | None:
    """The flag of the function that a call is of, where each scope that it opens by itself has it.

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
            scopes = _outermost_scopes(function) if function else []
            heads = [facts.sources.at(site.file, one.lineno) for one in scopes]
            handed = [handed_on(head, "reuse") if head else None for head in heads]
            names = {name or _switching(scope) for name, scope in zip(handed, scopes, strict=True)}
            if function and len(names) == 1 and heads[0] and (name := names.pop()):
                root = root_of(calls_of(heads[0], "variable_scope")[0].func)
                return Flag(function, name, root, is_switch=not all(handed))
    return None


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
