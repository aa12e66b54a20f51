"""Names that are worked out and end in a number, with a higher one in its place."""

from __future__ import annotations

import ast
import re
from copy import deepcopy

from scopeinspect.rules.advice.code import in_double_quotes, name_of

_ENDS_IN_NUMBER = re.compile(r".*%[di]", re.DOTALL)
_IS_ONE_NUMBER = re.compile(r"[^%]*%[di]")
_ENDS_IN_FIELD = re.compile(r".*\{(:d)?\}", re.DOTALL)


def counted_on(name: ast.expr, more: int) -> str:
    """The expression of a name that ends in a number, as in `"layer_%d" % i`, with a number that is higher.

    Args:
        name: the expression.
        more: by how much.

    Returns:
        The code; empty where it is not clear which part of the expression is the number.
    """
    changed = deepcopy(name)
    number = _number_at_end(changed)
    if number is None:
        return ""
    higher = ast.fix_missing_locations(_Counting(number, more).visit(changed))
    return in_double_quotes(ast.unparse(higher))


def _number_at_end(name: ast.expr) -> ast.expr | None:
    """The part of an expression that its text ends with, where that is put in as a number."""
    if isinstance(name, ast.JoinedStr) and name.values:
        last = name.values[-1]
        is_plain = isinstance(last, ast.FormattedValue) and last.conversion == -1 and last.format_spec is None
        return last.value if isinstance(last, ast.FormattedValue) and is_plain else None
    if isinstance(name, ast.BinOp) and isinstance(name.op, ast.Add):
        right = name.right
        return right.args[0] if isinstance(right, ast.Call) and name_of(right.func) == "str" and right.args else None
    if isinstance(name, ast.BinOp) and isinstance(name.op, ast.Mod):
        if isinstance(name.right, ast.Tuple):
            return name.right.elts[-1] if _is_text(name.left, _ENDS_IN_NUMBER) else None
        return name.right if _is_text(name.left, _IS_ONE_NUMBER) else None
    if isinstance(name, ast.Call) and isinstance(name.func, ast.Attribute) and name.func.attr == "format":
        is_by_place = name.args and not name.keywords and not isinstance(name.args[-1], ast.Starred)
        return name.args[-1] if is_by_place and _is_text(name.func.value, _ENDS_IN_FIELD) else None
    return None


def _is_text(node: ast.expr, form: re.Pattern[str]) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(form.fullmatch(node.value))


class _Counting(ast.NodeTransformer):
    """Puts a higher number in place of one."""

    def __init__(self, number: ast.expr, more: int) -> None:
        self._number = number
        self._more = more

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._number:
            return _plus(self._number, self._more)
        return self.generic_visit(node)


def _plus(number: ast.expr, more: int) -> ast.expr:
    """A number and some more: `i + 1` becomes `i + 2`."""
    if isinstance(number, ast.BinOp) and isinstance(number.right, ast.Constant) and type(number.right.value) is int:
        if isinstance(number.op, ast.Add):
            return _plus(number.left, number.right.value + more)
        if isinstance(number.op, ast.Sub):
            return _plus(number.left, more - number.right.value)
    if more == 0:
        return number
    return ast.BinOp(number, ast.Add() if more > 0 else ast.Sub(), ast.Constant(abs(more)))
