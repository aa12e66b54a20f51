"""What the rounds of a loop work on: what the round before computed, or sizes of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from scopeinspect.rules.advice.code import name_of
from scopeinspect.rules.advice.names_in_code import data_in, data_of, lists_filled_by, names_in, stored_by
from scopeinspect.sources import Sources, Statement

Loop = ast.For | ast.AsyncFor | ast.While
MAKER = "get_variable"
_COMPOUND = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try)


def works_on_earlier_round(loop: Loop, statement: Statement, callee: str) -> bool:
    """Whether a statement in a loop works on what it computed in the round before, as the layers of a stack do.

    Args:
        loop: around it.
        statement: that is run in each round.
        callee: the function that it calls.
    """
    every, first = _in_order(loop.body), statement.first
    results = {*names_in(statement.node, ast.Store), *lists_filled_by(statement.node)}
    given = _before(every, set(_given(statement, callee)), first)
    # What makes a variable by itself works on nothing: that is for the statements which compute with the variable.
    for one in _computing(every, statement) if callee == MAKER else ():
        earlier = {name for other in every if other.lineno < one.lineno for name in stored_by(other)}
        given |= _before(every, _combined(one) | (earlier & set(data_of(one))), one.lineno)
    for one in every:
        if one.lineno > first and results & set(data_of(one)):
            results |= set(stored_by(one))
    return bool(given & results)


def computes_with_its_own(loop: Loop, statement: Statement) -> bool:
    """Whether a variable that a statement makes meets what the loop goes through, which is data then, and no number.

    Args:
        loop: around the statement.
        statement: that makes a variable in each round.
    """
    if not isinstance(loop, (ast.For, ast.AsyncFor)) or _is_of_constants(loop.iter):
        return False
    own = set(names_in(loop.target, ast.Store))
    is_counted = isinstance(loop.iter, ast.Call) and name_of(loop.iter.func) == "enumerate"
    if is_counted and isinstance(loop.target, ast.Tuple):
        own -= set(names_in(loop.target.elts[0], ast.Store))
    return any(own & _combined(one) for one in _computing(_in_order(loop.body), statement))


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


def filled_in(loop: Loop) -> set[str]:
    """The lists that the rounds of a loop put something into."""
    return {name for one in _in_order(loop.body) for name in lists_filled_by(one)}


def _given(statement: Statement, callee: str) -> Iterator[str]:
    """What the call is given; of what makes a variable itself, all that is computed with."""
    calls = [one for one in ast.walk(statement.node) if isinstance(one, ast.Call)]
    own = [one for one in calls if name_of(one.func) == callee != MAKER]
    yield from data_in([*own]) if own else _combined(statement.node)


def _before(every: Iterable[ast.stmt], given: set[str], line: int) -> set[str]:
    """What some names have their values from as a round begins.

    Args:
        every: the statements of the loop, in order.
        given: the names.
        line: where they are read.
    """
    every = [*every]
    maybe = {id(one) for node in every if isinstance(node, ast.If) for one in _maybe(node, line)}
    for one in reversed([one for one in every if one.lineno < line]):
        stored = set(stored_by(one))
        if given & stored:  # it has its value from this very round, or from what that was made of
            is_kept = id(one) in maybe or lists_filled_by(one)
            made_of = set(data_of(one)) if isinstance(one, _COMPOUND) else _combined(one)
            given = given - (set() if is_kept else stored) | made_of
    return given


def _computing(every: Iterable[ast.stmt], statement: Statement) -> list[ast.stmt]:
    """The statements below one that read what it gives values to."""
    made = {*names_in(statement.node, ast.Store), *lists_filled_by(statement.node)}
    return [one for one in every if one.lineno > statement.first and made & set(data_of(one))]


def _combined(node: ast.AST) -> set[str]:
    """What a statement computes with, but for the sum that it adds to: `loss = loss + l2` works on `l2`."""
    value = node.value if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)) else node
    sums = set(names_in(node, ast.Store))
    return set(data_in([part for part in _terms(value) if not (isinstance(part, ast.Name) and part.id in sums)]))


def _terms(node: ast.AST | None) -> list[ast.AST]:
    """The parts of a sum, or the one that is none."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_terms(node.left), *_terms(node.right)]
    return [node] if node else []


def _is_of_constants(node: ast.expr) -> bool:
    """Whether a loop goes through numbers or texts that are written out."""
    if isinstance(node, ast.Call):
        return name_of(node.func) == "range"
    return isinstance(node, (ast.Tuple, ast.List)) and all(isinstance(one, ast.Constant) for one in node.elts)


def _in_order(body: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The statements of a block and those in them, as they are written."""
    every = (node for one in body for node in ast.walk(one) if isinstance(node, ast.stmt))
    return sorted(every, key=lambda one: one.lineno)


def _maybe(node: ast.If, line: int) -> list[ast.stmt]:
    """The statements that an `if` may leave out in a round that comes to a line below them."""
    is_either = node.orelse and (node.end_lineno or 0) < line
    return [] if is_either else _in_order(node.body)
