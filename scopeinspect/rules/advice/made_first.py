"""A call that asks for reuse above the one that makes what is to be shared: which of them is to come first."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from scopeinspect.model import Request, Site
from scopeinspect.reuse import Setter
from scopeinspect.rules.advice.code import (
    MOST_LINES,
    Edit,
    all_calls_of,
    at_line,
    calls_of,
    default_of,
    edited,
    given_to,
    name_of,
    one_more,
    opens_variable_scope,
    root_of,
    without_comments,
)
from scopeinspect.rules.advice.passing import Passing
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement

_NAMED_FIRST = ("variable_scope", "get_variable")
_NAMES = ("name", "scope", "name_or_scope")
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.If)
_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class _Later(msgspec.Struct, frozen=True):
    """A call below that does not ask for reuse."""

    found: Statement
    call: ast.Call
    caller: Passing
    """The call that asks for it, of the same function."""

    @property
    def makes(self) -> bool:
        """Whether it says no to reuse, or leaves it out where that says no."""
        function = self.caller.function
        value = self._given[0] if self._given else default_of(function, self.caller.argument) if function else None
        return isinstance(value, ast.Constant) and (value.value is None or value.value is False)

    def sharing(self) -> tuple[str, ...]:
        """The statement asking for reuse; none where it is not clear how it is to ask."""
        argument, given = self.caller.argument, self._given
        edits = [Edit(given[0], "True")] if given else one_more(self.call, argument, "True")
        return at_line(edited(self.found, edits), self.found.place) if edits else ()

    @property
    def _given(self) -> list[ast.expr]:
        function = self.caller.function
        return given_to(self.call, function, self.caller.argument) if function else []


def made_first(facts: Facts, request: Request, caller: Passing) -> Fix | None:
    """How to make a variable first where a call below does; None where none does, or it is not clear which.

    Args:
        facts: what is known.
        request: that found nothing.
        caller: the call that asked for reuse.
    """
    later = list(_later(facts, request, caller))
    if not later or not all(one.makes for one in later):
        return None
    maker, *others = later
    below = [one.sharing() for one in others]
    above = next(node for node in _around(caller.found) if node in maker.found.block)
    first = facts.sources.at(caller.site.file, above.lineno)
    if first and all(below) and _may_stand_above(maker.found, above):
        share = ", and share it in those below" if below else ""
        lines = (*_whole(maker.found), *_whole(first), *(line for one in below for line in one))
        return Fix(f"to make it before it is shared, put {maker.found.place}, which does not ask for reuse, above "
                   f"{first.place}{share}:", lines)  # fmt: skip
    changed = [caller.with_flag("False"), maker.sharing(), *below]
    if caller.is_repeated or not all(changed):
        return None
    return Fix("to make it here, as the first call has to, ask for reuse below:",
               tuple(line for one in changed for line in one))  # fmt: skip


def opened_first(facts: Facts, request: Request, setter: Setter) -> Fix | None:
    """How to open a scope without reuse first where that is done below, in the same block; None where it is not.

    Args:
        facts: what is known.
        request: that found nothing.
        setter: what has it look for one.
    """
    site = setter.site if setter.how == "declared" else None
    first = facts.sources.statement(site) if site else None
    node = first.node if first else None
    if site is None or first is None or not isinstance(node, ast.With) or site != _opening(facts, request):
        return None
    if any(isinstance(one, _LOOPS) for one in first.above):
        return None
    below = first.block[first.block.index(node) + 1 :]
    makers = [one for one in below if isinstance(one, ast.With) and _makes(one, node, request)]
    heads = [head for one in makers if (head := facts.sources.at(site.file, one.lineno))]
    if len(makers) == 1 and heads and _may_stand_above(heads[0], node, alike=_asked_alike(makers[0], node)):
        return Fix(f"to make it before it is shared, put {heads[0].place}, which does not ask for reuse, above "
                   f"{first.place}:", (*_whole(heads[0]), *_whole(first)))  # fmt: skip
    own = [word for call in calls_of(first, "variable_scope") for word in call.keywords if word.arg == "reuse"]
    lines = [at_line(edited(first, [Edit(one, "reuse=False") for one in own]), first.place),
             *(at_line(edited(head, _sharing(head)), head.place) for head in heads)]  # fmt: skip
    if not own or not heads or not all(lines):
        return None
    return Fix("to make it here, as the first block has to, ask for reuse below:",
               tuple(line for one in lines for line in one))  # fmt: skip


def _sharing(head: Statement) -> list[Edit]:
    calls = calls_of(head, "variable_scope")
    return [edit for call in calls for edit in one_more(call, "reuse", f"{root_of(call.func)}.AUTO_REUSE")]


def _opening(facts: Facts, request: Request) -> Site | None:
    return facts.site(facts.recording.entries[request.entry].stack)


def _makes(maker: ast.With, sharing: ast.With, request: Request) -> bool:
    """Whether a `with` opens the scope of another one without reuse, and asks for what that did not find."""
    opened = [one.items[0].context_expr for one in (maker, sharing) if len(one.items) == 1]
    calls = [one for one in opened if isinstance(one, ast.Call) and name_of(one.func) == "variable_scope" and one.args]
    if len(calls) != len((maker, sharing)) or any(word.arg == "reuse" for word in calls[0].keywords):
        return False
    is_alike = isinstance(calls[0].args[0], ast.Constant) and ast.dump(calls[0].args[0]) == ast.dump(calls[1].args[0])
    return is_alike and any(name == request.name for name, _ in _variables(maker))


def _variables(block: ast.With) -> Iterator[tuple[object, str]]:
    """The variables that the statements of a block ask for, each with the name that it is given to."""
    for one in block.body:
        value = one.value if isinstance(one, ast.Assign) else None
        if isinstance(one, ast.Assign) and isinstance(value, ast.Call) and name_of(value.func) == "get_variable":
            given = value.args[0] if value.args else None
            yield getattr(given, "value", None), ast.unparse(one.targets[0]) if len(one.targets) == 1 else ""


def _asked_alike(one: ast.With, other: ast.With) -> set[str]:
    """The names that two blocks give the same variables to, and nothing else: whichever comes last does not matter."""
    both = set(_variables(one)) & set(_variables(other))
    stored = [ast.unparse(part) for block in (one, other) for node in ast.walk(block) for part in _changed(node)]
    return {name for _, name in both if stored.count(name) == len((one, other))}


def _around(found: Statement) -> tuple[ast.stmt, ...]:
    return (found.node, *found.above)


def _later(facts: Facts, request: Request, caller: Passing) -> Iterator[_Later]:
    """The calls of the function below that do not share, each in a statement of its own; the first of them makes it."""
    naming = list(_naming(facts, request, caller))
    for found, call in caller.others(facts):
        if found.first <= caller.found.first or caller.shares(call):
            continue
        is_beside = _is_beside(caller.found, found) and not found.is_head
        if is_beside and _names_alike(caller, call, naming):
            yield _Later(found, call, caller)


def _is_beside(inner: Statement, found: Statement) -> bool:
    """Whether a statement stands where another one does, or around that, with no variable scope between them."""
    for node in _around(inner):
        if isinstance(node, ast.With) and any(map(opens_variable_scope, node.items)):
            return False
        if node in found.block:
            return True
    return False


def _naming(facts: Facts, request: Request, caller: Passing) -> Iterator[ast.expr]:
    """What the function itself names scopes and variables by, on the way to a request."""
    recording = facts.recording
    stack = recording.stack(request.stack)
    path = request.stack[: stack.index(caller.site) + 1]
    opened = [one.stack[-1] for one in recording.around(request.entry)
              if len(one.stack) == len(path) + 1 and list(one.stack[:-1]) == list(path)]  # fmt: skip
    for number in dict.fromkeys([*opened, request.stack[len(path)]]):
        found = facts.sources.statement(recording.sites[number])
        for call in all_calls_of(found) if found else ():
            yield from call.args[:1] if name_of(call.func) in _NAMED_FIRST else ()
            yield from (word.value for word in call.keywords if word.arg in _NAMES)


def _names_alike(caller: Passing, call: ast.Call, naming: Sequence[ast.expr]) -> bool:
    """Whether a call gives the function what the caller gives it, as far as names depend on that."""
    own, function = caller.call, caller.function
    if function is None or own is None:
        return False
    if not _is_of_class(call) and ast.dump(own.func) != ast.dump(call.func):  # another object
        return False
    given = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)} - {"self"}
    read = {node.id for one in naming for node in ast.walk(one) if isinstance(node, ast.Name)}
    is_of_object = "self" in read and function.name == "__init__"
    if is_of_object or read & _stored(function.body):  # nobody knows what that is
        return False
    return all(_value(own, function, name) == _value(call, function, name) for name in read & given)


def _is_of_class(call: ast.Call) -> bool:
    return name_of(call.func)[:1].isupper()


def _value(call: ast.Call, function: ast.FunctionDef, name: str) -> str:
    given = next(iter(given_to(call, function, name)), default_of(function, name))
    return ast.dump(given) if given else ""


def _may_stand_above(found: Statement, above: ast.stmt, alike: AbstractSet[str] = frozenset()) -> bool:
    """Whether a statement can be put above another one of its block: nothing there gives it what it works on."""
    between = found.block[found.block.index(above) : found.block.index(found.node)]
    own, given = _stored([found.node]) - alike, _stored(between) - alike
    return not (_read([found.node]) & given or own & (given | _read(between)))


def _stored(nodes: Sequence[ast.stmt]) -> set[str]:
    """What statements give values to: names, what belongs to objects, and what is filled by a method."""
    return {ast.unparse(part) for one in nodes for node in ast.walk(one) for part in _changed(node)} | {
        alias.asname or alias.name.partition(".")[0]
        for one in nodes for node in ast.walk(one) if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    } | {one.name for one in nodes if isinstance(one, _DEFINING)}  # fmt: skip


def _changed(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, (ast.Name, ast.Attribute)):
        return [node] if isinstance(node.ctx, ast.Store) else []
    if isinstance(node, ast.Subscript):
        return [node.value] if isinstance(node.ctx, ast.Store) else []
    called = node.value if isinstance(node, ast.Expr) else None
    is_method = isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute)
    return [called.func.value] if is_method else []  # type: ignore[union-attr]


def _read(nodes: Sequence[ast.stmt]) -> set[str]:
    every = [node for one in nodes for node in ast.walk(one) if isinstance(node, (ast.Name, ast.Attribute))]
    return {ast.unparse(one) for one in every if isinstance(one.ctx, ast.Load)}


def _whole(found: Statement) -> tuple[str, ...]:
    """A statement as it stands, with its line."""
    lines = without_comments(found.lines)
    if len(lines) > MOST_LINES:
        return (f"…  # {found.places}, as they are",)
    marked = at_line(lines, found.place)
    return (*marked, "    …  # as it is") if isinstance(found.node, (ast.With, *_LOOPS)) else marked
