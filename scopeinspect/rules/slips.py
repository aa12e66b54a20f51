"""Variables that are named like others, but for a slip of the keyboard or a scope that was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import statement, within
from scopeinspect.rules.advice.written import written
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.nearby import is_slip
from scopeinspect.rules.rule import Fix
from scopeinspect.variables import WholeVariable

_NUMBERS = re.compile(r"\d+")


def twin_of(variable: WholeVariable, others: Sequence[WholeVariable]) -> WholeVariable | None:
    """The variable that may have been meant: of the same line, shape and type, and of nearly the same name.

    Names that differ by a number are those of layers that are counted.
    """
    for other in others:
        is_alike = variable.stack[-1:] == other.stack[-1:] and variable.shape == other.shape
        if is_alike and variable.dtype == other.dtype and is_slip(variable.name, other.name):
            wrong, right = _parting(variable.name, other.name)
            if _NUMBERS.sub("", wrong) != _NUMBERS.sub("", right):
                return other
    return None


def to_correct(facts: Facts, variable: WholeVariable, twin: WholeVariable) -> Iterator[Fix]:
    """The statement in which the slip stands as a text, corrected; nothing where it does not stand so."""
    wrong, right = _parting(variable.name, twin.name)
    found = written(facts, variable.stack, wrong)
    if found and (lines := found.with_another(right)):
        yield Fix(f"if {right} is meant, to share its variables:", lines)


class LeftOut(msgspec.Struct, frozen=True):
    """Scopes that are around the variables of others, and not around variables that are like them."""

    outer: str
    scope: str
    """Those that are missing."""
    inner: str
    """The first part of the name inside of them."""

    @property
    def meant(self) -> str:
        """What the others are in."""
        return "/".join(part for part in (self.outer, self.scope, self.inner) if part)


def left_out_of(variables: Sequence[WholeVariable], others: Sequence[WholeVariable]) -> LeftOut | None:
    """The scopes without which variables would have the names of some others, of the same shapes and types."""
    kinds = {(one.name, one.dtype, str(one.shape)) for one in others}
    parts = variables[0].name.split("/")
    for other in others:
        more = len(other.name.split("/")) - len(parts)
        for place in range(len(parts) - 1 if more > 0 else 0):
            missing = other.name.split("/")[place : place + more]
            if all((_with(one.name, place, missing), one.dtype, str(one.shape)) in kinds for one in variables):
                return LeftOut("/".join(parts[:place]), "/".join(missing), parts[place])
    return None


def _with(name: str, place: int, missing: Sequence[str]) -> str:
    parts = name.split("/")
    return "/".join((*parts[:place], *missing, *parts[place:]))


def to_enter(facts: Facts, variable: WholeVariable, left_out: LeftOut) -> Iterator[Fix]:
    """The statement that enters the scope inside, in those that were left out; nothing where none does."""
    inside = f"{left_out.outer}/{left_out.inner}".lstrip("/")
    around = facts.recording.around(variable.parts[0].entry)
    # A layer enters its scope once more, where it makes its variables.
    site = next((facts.site(entry.stack) for entry, outer in pairwise(around)
                 if (entry.name, outer.name) == (inside, left_out.outer)), None)  # fmt: skip
    if site and facts.sources.statement(site):
        head = f'with tf.variable_scope("{left_out.scope}", reuse=tf.AUTO_REUSE):'
        code = within(head, statement(facts.sources, site))
        yield Fix(f"if {left_out.meant} is meant, to share its variables:", code)


def named_at(facts: Facts, twin: WholeVariable, variable: WholeVariable) -> Site | None:
    """Where the name stands as a text that has the slip in the other variable."""
    right, _ = _parting(twin.name, variable.name)
    found = written(facts, twin.stack, right)
    return found.site if found else None


def _parting(name: str, other: str) -> tuple[str, str]:
    """The parts in which two names of as many parts differ first."""
    return next(pair for pair in zip(name.split("/"), other.split("/"), strict=True) if pair[0] != pair[1])
