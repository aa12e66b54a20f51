"""How a recurrent cell that has a name was made, written out, so that another one can be made like it."""

from __future__ import annotations

import ast
import copy
import re

from scopeinspect.rules.advice.code import in_double_quotes, name_of
from scopeinspect.sources import Sources, Statement

_OF_CELLS = re.compile(r"(Cell|Wrapper)\w*$")
"""What makes cells: `LSTMCell`, `DropoutWrapper`, `LayerNormBasicLSTMCell`."""
_DEEPEST = 6
"""Wrappers around one another that are written out."""


def made_by(sources: Sources, used: Statement, name: str) -> Statement | None:
    """The last statement above another one that assigned to a name; None where there is none."""
    above = [one for one in sources.assignments(used.file, name) if one.first < used.first]
    return max(above, key=lambda one: one.first, default=None)


def maker_of(sources: Sources, used: Statement, name: str) -> str:
    """The call that makes what a name stands for in a statement, every cell in it written out; empty if not known.

    Args:
        sources: the author's.
        used: the statement in which the name is used.
        name: of a cell, which a wrapper may have got as well.
    """
    call = _written_out(sources, used, name, _DEEPEST)
    return in_double_quotes(ast.unparse(call)) if call else ""


def is_cell(sources: Sources, used: Statement, name: str) -> bool:
    """Whether a name stands for a cell in a statement."""
    made = made_by(sources, used, name)
    return made is not None and _makes_cell(made)


def _makes_cell(made: Statement) -> bool:
    value = made.node.value if isinstance(made.node, ast.Assign) else None
    return isinstance(value, ast.Call) and bool(_OF_CELLS.search(name_of(value.func)))


def _written_out(sources: Sources, used: Statement, name: str, deepest: int) -> ast.Call | None:
    made = made_by(sources, used, name)
    value = made.node.value if made and isinstance(made.node, ast.Assign) else None
    # One that was made in a branch is another cell elsewhere.
    if made is None or not isinstance(value, ast.Call) or not {*map(id, made.above)} <= {*map(id, used.above)}:
        return None
    inner = [node for node in ast.walk(value) if isinstance(node, ast.Name) and is_cell(sources, made, node.id)]
    whole = {node.id: _written_out(sources, made, node.id, deepest - 1) if deepest else None for node in inner}
    calls = {name: call for name, call in whole.items() if call is not None}
    return _Written(calls).visit(copy.deepcopy(value)) if len(calls) == len(whole) else None


class _Written(ast.NodeTransformer):
    """Puts calls in the place of names."""

    def __init__(self, calls: dict[str, ast.Call]) -> None:
        self._calls = calls

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """The call for one of the names."""
        return self._calls.get(node.id, node)
