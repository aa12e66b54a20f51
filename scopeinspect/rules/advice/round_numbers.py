"""Names that tell the rounds of a loop from each other: by a number that the loop counts, or that TensorFlow does."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from itertools import chain, count

from scopeinspect.rules.advice.code import in_double_quotes, name_of, opens_variable_scope
from scopeinspect.rules.advice.loop_data import Loop
from scopeinspect.rules.advice.names_in_code import names_in


def counted_by(loop: Loop, taken: Collection[str] = ()) -> tuple[str, str]:
    """The head of a loop where that has to change for its rounds to be numbered, and the number's name.

    Args:
        loop: the loop.
        taken: names that count another loop.
    """
    if isinstance(loop, ast.While):
        return "", ""
    called = name_of(loop.iter.func) if isinstance(loop.iter, ast.Call) else ""
    if called in ("range", "xrange") and isinstance(loop.target, ast.Name):
        if loop.target.id == "_":  # a name that says that it is not read
            number = _unused(loop, taken)
            return f"for {number} in {ast.unparse(loop.iter)}:", number
        return "", loop.target.id
    if called == "enumerate" and isinstance(loop.target, ast.Tuple) and isinstance(loop.target.elts[0], ast.Name):
        return "", loop.target.elts[0].id
    number = _unused(loop, taken)
    return f"for {number}, {_target(loop.target)} in enumerate({ast.unparse(loop.iter)}):", number


def _unused(loop: Loop, taken: Collection[str]) -> str:
    """A name for the number of a round that means nothing else there."""
    read = {*names_in(loop, ast.Load), *taken}
    names = chain(("number", "round_number"), map("number_{}".format, count(2)))
    return next(name for name in names if name not in read)


def _target(target: ast.expr) -> str:
    text = ast.unparse(target)
    return f"({text})" if isinstance(target, ast.Tuple) and not text.startswith("(") else text


def numbered_scope_head(label: str, numbers: Sequence[str] | None) -> str:
    """A `with` for the scope of one round; `numbers` are what tells it from others, None where there is nothing."""
    return f"with tf.variable_scope({_numbered_name(label, numbers)}):"


def _numbered_name(label: str, numbers: Sequence[str] | None) -> str:
    if numbers is None:  # TensorFlow counts by itself where there is nothing to count by
        return f'None, default_name="{label}"'
    if not numbers:
        return f'"{label}"'
    values = numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"
    return f'"{label}{"_%d" * len(numbers)}" % {values}'


def with_number(head: str, numbers: Sequence[str] | None) -> str:
    """The head of a `with tf.variable_scope("…"):` with numbers in the name; empty where that is not written out."""
    (node,) = ast.parse(f"{head} pass").body
    for item in node.items if isinstance(node, ast.With) else ():
        call = item.context_expr
        if isinstance(call, ast.Call) and opens_variable_scope(item) and (label := _label(call)):
            own = ast.parse(f"f({_numbered_name(label, numbers)})", mode="eval").body
            if isinstance(own, ast.Call):
                call.args[:1], call.keywords[:0] = own.args, own.keywords
            return in_double_quotes(ast.unparse(node).splitlines()[0])
    return ""


def _label(call: ast.Call) -> str:
    """The name of a scope, where it is written out and numbers can be put behind it."""
    first = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    return first if isinstance(first, str) and "%" not in first else ""
