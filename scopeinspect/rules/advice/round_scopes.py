"""A scope of its own for each round of a loop or a comprehension, or for each call of a statement: the code of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from scopeinspect.model import place_in
from scopeinspect.rules.advice.code import COMPREHENSIONS, at_line, in_double_quotes, within, without_comments
from scopeinspect.rules.advice.round_numbers import counted_by, numbered_scope_head, with_number
from scopeinspect.rules.advice.rounds import Rounds


def numbered(rounds: Rounds, label: str, body: Sequence[str] = ()) -> tuple[str, ...] | None:
    """The code that gives each round a scope of its own; None where it is no small change.

    Args:
        rounds: how a statement ran again.
        label: what the scopes are called, before their number.
        body: the statement with others that belong in that scope; the statement alone where it is empty.
    """
    heads, numbers = _counted(rounds)
    if rounds.comprehension is not None:
        code = _as_loop(rounds.statement.node, rounds.comprehension, label, numbers)
    elif rounds.calls_itself_again or rounds.loop is None:
        code = _on_lines_of_their_own(rounds.statement.node, label, numbers)
    else:
        code = within(numbered_scope_head(label, numbers), body or without_comments(rounds.statement.lines))
    for head in heads if code else ():
        code = within(head, code or ())
    return code


def numbered_around(rounds: Rounds, label: str, body: Sequence[str]) -> tuple[str, ...]:
    """The loop around the statement with its whole body in a scope of its own for each round.

    Args:
        rounds: how a statement ran again.
        label: what the scopes are called, before their number.
        body: the statements of the loop.
    """
    heads, numbers = _counted(rounds)
    code = within(numbered_scope_head(label, numbers), body)
    own = [] if heads or rounds.loop is None else [f"{ast.unparse(rounds.loop).splitlines()[0]}"]
    for head in (*heads, *map(in_double_quotes, own)):
        code = within(head, code)
    return code


def numbered_scope(rounds: Rounds, node: ast.With, head: str) -> tuple[str, ...]:
    """The heads that give each round a variable scope in place of a name scope; none where its name is worked out.

    Args:
        rounds: how a statement ran again.
        node: the `with` that opens the name scope, in the loop.
        head: what would open a variable scope of that name.
    """
    heads, numbers = _counted(rounds)
    opened = with_number(head, numbers)
    code = at_line([opened], place_in(rounds.site.file, node.lineno)) if opened else ()
    for text, loop in zip(heads, rounds.loops, strict=False) if code else ():
        code = at_line(within(text, code), place_in(rounds.site.file, loop.lineno))
    return code


def _counted(rounds: Rounds) -> tuple[list[str], list[str] | None]:
    """The heads of the loops that have to change, innermost first, and what tells a round from all others.

    That is the number in each loop, outermost first; None where one of them can't be counted.
    """
    heads: list[str] = []
    numbers: list[str] = []
    changed = 0
    for loop in rounds.loops:
        head, number = counted_by(loop, numbers)
        if isinstance(loop, ast.While) or number in numbers:
            return [], None
        heads.append(head or f"for {ast.unparse(loop.target)} in {ast.unparse(loop.iter)}:")
        numbers.insert(0, number)
        changed = len(heads) if head else changed
    return [in_double_quotes(head) for head in heads[:changed]], numbers


def _as_loop(
    node: ast.stmt, comprehension: ast.expr, label: str, numbers: Sequence[str] | None
) -> tuple[str, ...] | None:
    """A list that is made by a comprehension, made by a loop."""
    if not (isinstance(node, ast.Assign) and node.value is comprehension and isinstance(comprehension, ast.ListComp)):
        return None
    (target, *more), (generator, *nested) = node.targets, comprehension.generators
    if more or nested or generator.ifs or not isinstance(target, ast.Name):
        return None
    if any(isinstance(node, COMPREHENSIONS) for node in ast.walk(comprehension.elt)):  # it has rounds of its own
        return None
    loop = ast.For(generator.target, generator.iter, [], [])
    head, number = counted_by(loop, numbers or ())
    head = head or f"for {ast.unparse(generator.target).strip('()')} in {ast.unparse(generator.iter)}:"
    opened = numbered_scope_head(label, None if numbers is None else [*numbers, number])
    scope = within(opened, [f"{target.id}.append({ast.unparse(comprehension.elt)})"])
    return (f"{target.id} = []", *within(head, scope))


def _on_lines_of_their_own(node: ast.stmt, label: str, numbers: Sequence[str] | None) -> tuple[str, ...] | None:
    """`a, b = f(x), f(y)` on two lines, each in a scope."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.Tuple)):
        return None
    (target,) = node.targets
    if not (isinstance(target, ast.Tuple) and len(target.elts) == len(node.value.elts)):
        return None
    pairs = zip(target.elts, node.value.elts, strict=True)
    return tuple(
        line
        for number, (name, value) in enumerate(pairs, 1)
        for line in within(
            numbered_scope_head(f"{label}_{number}", numbers), [f"{ast.unparse(name)} = {ast.unparse(value)}"]
        )
    )
