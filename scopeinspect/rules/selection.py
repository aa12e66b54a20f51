"""Which rules are to speak, and which of their findings fail a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from scopeinspect.rules.rule import Diagnostic, Severity

FailOn = Literal["error", "warning", "any", "never"]
FAIL_ON: tuple[FailOn, ...] = ("error", "warning", "any", "never")


class Selection(msgspec.Struct, frozen=True):
    """Which rules are to speak, and how loud. Rules are given by code or by name."""

    select: tuple[str, ...] = ()
    """Rules to show besides those shown by default."""
    ignore: tuple[str, ...] = ()
    per_scope_ignore: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of scope or variable names, each with the rules that are silent there."""
    severity: Mapping[str, Severity] = {}
    """Severities that differ from the rule's own."""


def fails(diagnostics: Iterable[Diagnostic], fail_on: FailOn) -> bool:
    """Whether findings are to fail the run, by `--fail-on`."""
    enough = {"error": {"error"}, "warning": {"error", "warning"}, "any": {"error", "warning", "info"}, "never": set()}
    return any(diagnostic.severity in enough[fail_on] for diagnostic in diagnostics)
