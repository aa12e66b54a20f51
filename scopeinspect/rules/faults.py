"""A rule that failed itself: a mistake of ours, which hides what the rule looks for, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from scopeinspect.rules.rule import Rule


class RuleFault(msgspec.Struct, frozen=True):
    """What a rule raised."""

    code: str
    """The rule's."""
    error: str
    """The exception's type and message."""
    traceback: str
    """For whoever is to mend it."""


@contextmanager
def faults_noted(rule: Rule, faults: list[RuleFault] | None) -> Iterator[None]:
    """Notes what a rule raises, once for each rule, so that the others are heard.

    Args:
        rule: which.
        faults: takes it; None lets it be raised.
    """
    try:
        yield
    except Exception as error:
        if faults is None:
            raise
        if all(fault.code != rule.code for fault in faults):
            faults.append(fault_of(rule, error))


def fault_of(rule: Rule, error: Exception) -> RuleFault:
    """The fault of a rule that raised something."""
    import traceback  # noqa: PLC0415 - only where something went wrong

    told = "".join(traceback.format_exception_only(error)).strip()
    return RuleFault(rule.code, told, "".join(traceback.format_exception(error)))
