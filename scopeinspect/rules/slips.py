"""Variables that are named like others, made by the same code, but for a slip of the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scopeinspect.model import Site
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.nearby import is_slip
from scopeinspect.rules.rule import Fix
from scopeinspect.rules.written import written
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


def named_at(facts: Facts, twin: WholeVariable, variable: WholeVariable) -> Site | None:
    """Where the name stands as a text that has the slip in the other variable."""
    right, _ = _parting(twin.name, variable.name)
    found = written(facts, twin.stack, right)
    return found.site if found else None


def _parting(name: str, other: str) -> tuple[str, str]:
    """The parts in which two names of as many parts differ first."""
    return next(pair for pair in zip(name.split("/"), other.split("/"), strict=True) if pair[0] != pair[1])
