"""What the rounds of a loop work on: what the round before computed, or sizes of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from scopeinspect.rules.code import name_of
from scopeinspect.sources import Sources, Statement

Loop = ast.For | ast.AsyncFor | ast.While


def works_on_earlier_round(loop: Loop, statement: Statement, callee: str) -> bool:
    """Whether a statement in a loop works on what it computed in the round before, as the layers of a stack do.

    Args:
        loop: around it.
        statement: that is run in each round.
        callee: the function that it calls.
    """
    given, results = set(_given(statement, callee)), set(names_in(statement.node, ast.Store))
    every = _in_order(loop.body)
    maybe = {id(one) for node in every if isinstance(node, ast.If) for one in _maybe(node, statement.first)}
    for one in reversed([one for one in every if one.lineno < statement.first]):
        stored = set(_stored(one))
        if given & stored:  # it has its value from this very round, or from what that was made of
            given = given - (set() if id(one) in maybe else stored) | set(_read(one))
    for one in every:
        if one.lineno > statement.first and results & set(_read(one)):
            results |= set(_stored(one))
    return bool(given & results)


def goes_through_sizes(loop: Loop, sources: Sources, file: str) -> bool:
    """Whether a loop goes through whole numbers that differ, as its head says or the list that is named there.

    Args:
        loop: whose head it is.
        sources: where the list is looked up.
        file: that the loop is in.
    """
    if isinstance(loop, ast.While):
        return False
    found = sources.assignments(file, loop.iter.id) if isinstance(loop.iter, ast.Name) else []
    node = found[0].node.value if len(found) == 1 and isinstance(found[0].node, ast.Assign) else loop.iter
    if not isinstance(node, (ast.Tuple, ast.List)):
        return False
    values = [one.value for one in node.elts if isinstance(one, ast.Constant) and type(one.value) is int]
    return len(values) == len(node.elts) and len(set(values)) > 1


def names_in(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    """The names that are read in a node, `ast.Load`, or given values, `ast.Store`."""
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, context))


def head_of(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that are no statements in it."""
    return (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))


def _given(statement: Statement, callee: str) -> Iterator[str]:
    """What the call is given; of what makes a variable itself, all that the statement reads."""
    calls = [one for one in ast.walk(statement.node) if isinstance(one, ast.Call)]
    own = [one for one in calls if name_of(one.func) == callee != "get_variable"]
    nodes: list[ast.AST] = [*own] or [statement.node]
    return (name for one in nodes for name in names_in(one, ast.Load))


def _in_order(body: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The statements of a block and those in them, as they are written."""
    every = (node for one in body for node in ast.walk(one) if isinstance(node, ast.stmt))
    return sorted(every, key=lambda one: one.lineno)


def _maybe(node: ast.If, line: int) -> list[ast.stmt]:
    """The statements that an `if` may leave out in a round that comes to a line below them."""
    is_either = node.orelse and (node.end_lineno or 0) < line
    return [] if is_either else _in_order(node.body)


def _stored(node: ast.stmt) -> Iterator[str]:
    """What a statement gives values to, without those in it."""
    return (name for part in head_of(node) for name in names_in(part, ast.Store))


def _read(node: ast.stmt) -> Iterator[str]:
    """What a statement reads, without those in it."""
    yield from (name for part in head_of(node) for name in names_in(part, ast.Load))
    if isinstance(node, ast.AugAssign):
        yield from names_in(node.target, ast.Store)
