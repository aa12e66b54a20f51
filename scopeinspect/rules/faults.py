"""A rule that failed itself: a mistake of ours, which hides what the rule looks for, and nothing else."""

from __future__ import annotations

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


def fault_of(rule: Rule, error: Exception) -> RuleFault:
    """The fault of a rule that raised something."""
    import traceback  # noqa: PLC0415 - only where something went wrong

    told = "".join(traceback.format_exception_only(error)).strip()
    return RuleFault(rule.code, told, "".join(traceback.format_exception(error)))
