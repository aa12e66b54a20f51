"""Statements of one line that make the same call, `f(1.0); f(2.0)`: which there are, and a scope for each."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import count

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import in_double_quotes, within
from scopeinspect.rules.advice.round_numbers import numbered_scope_head
from scopeinspect.rules.advice.rounds import FEWEST_CALLS, callee_of, is_call_of
from scopeinspect.sources import is_deep, parsed


def calling_again(stack: list[Site]) -> list[ast.stmt]:
    """The statements of one line that make the same call: `f(1.0); f(2.0)`. None where there is but one of them.

    Args:
        stack: the call, and what it led to; one site alone where that made the variable itself.
    """
    callee = callee_of(stack, 0)
    found = [one for one in _on_line(stack) if _calls(one, callee)]
    return found if len(found) >= FEWEST_CALLS else []


def _calls(node: ast.stmt, callee: str) -> bool:
    return any(isinstance(one, ast.Call) and is_call_of(one, callee) for one in ast.walk(node))


def _on_line(stack: list[Site]) -> list[ast.stmt]:
    """The statements of the line that is called from; none where it is no whole one, or has others in it."""
    tree = parsed(stack[0].text) if stack else None
    body = tree.body if tree and not is_deep(tree) else []
    return body if all(isinstance(one, (ast.Expr, ast.Assign)) for one in body) else []


def numbered_on_line(stack: list[Site], label: str) -> tuple[str, ...] | None:
    """The statements of one line, those that make the same call each in a scope of its own."""
    base = callee_of(stack, 0).strip("_").lower() or label
    labels = (f"{base}_{number}" for number in count(1))
    return in_scopes_on_line(stack, labels) or None if calling_again(stack) else None


def in_scopes_on_line(stack: list[Site], labels: Iterable[str]) -> tuple[str, ...]:
    """The statements of one line, those that make a call each in a scope; nothing where it has but one statement.

    Args:
        stack: the call, and what it led to.
        labels: the names of the scopes; where there are too few, none are told.
    """
    statements, callee, left = _on_line(stack), callee_of(stack, 0), iter(labels)
    lines: list[str] = []
    for one in statements:
        label = next(left, "") if _calls(one, callee) else None
        if label == "":
            return ()
        text = [in_double_quotes(ast.unparse(one))]
        lines += text if label is None else within(numbered_scope_head(label, []), text)
    return tuple(lines) if len(statements) > 1 else ()
