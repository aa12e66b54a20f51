"""A set of variables that nothing trains, where the same code made another set that learns: an object made twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import msgspec

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import at_line
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement
from scopeinspect.variables import WholeVariable


class SecondSet(msgspec.Struct, frozen=True):
    """Two calls that ran the same code."""

    first: Site
    """That made the variables which learn."""
    again: Site
    """That made those which do not."""

    def fix(self, facts: Facts) -> Fix:
        """How to compute with those that learn in both places."""
        one, other = (facts.sources.statement(site) for site in (self.first, self.again))
        names = [_object_of(found) for found in (one, other)]
        if one and other and all(names) and _is_alike(one, other):
            return Fix(f"if {names[1]} is to compute with what {names[0]} has learned, let it be the same object:",
                       at_line((f"{names[1]} = {names[0]}",), other.place))  # fmt: skip
        return Fix("if they are to compute with what was learned, make it once, at "
                   f"{self.first.place}, and use it in the place of what {self.again.place} makes, too.")  # fmt: skip


def second_set(facts: Facts, group: Sequence[WholeVariable], learning: Sequence[WholeVariable]) -> SecondSet | None:
    """The calls that made some variables, and the same ones that learn before; None where there are no such calls.

    Args:
        facts: what is known.
        group: the variables.
        learning: those that learn.
    """
    both = set.intersection(*(set(calls_of_both(variable, learning)) for variable in group))
    sites = facts.recording.sites
    return SecondSet(*(sites[number] for number in both.pop())) if len(both) == 1 else None


def calls_of_both(variable: WholeVariable, learning: Sequence[WholeVariable]) -> Iterator[tuple[int, int]]:
    """The sites in which the stacks of a variable and of others like it part, and meet again right below."""
    for other in learning:
        is_alike = (other.shape, other.dtype) == (variable.shape, variable.dtype)
        if is_alike and other.stack[-1:] == variable.stack[-1:] and len(other.stack) == len(variable.stack):
            apart = [pair for pair in zip(other.stack, variable.stack, strict=True) if pair[0] != pair[1]]
            if len(apart) == 1:
                yield apart[0]


def _object_of(found: Statement | None) -> str:
    """The name that a statement gives to what a call makes; empty for another one."""
    node = found.node if found else None
    is_one = isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.Call)
    return ast.unparse(node.targets[0]) if is_one and isinstance(node, ast.Assign) else ""


def _is_alike(one: Statement, other: Statement) -> bool:
    """Whether two statements of one block make the same call, word for word."""
    values = [ast.dump(found.node.value) for found in (one, other) if isinstance(found.node, ast.Assign)]
    return other.node in one.block and len(set(values)) == 1
