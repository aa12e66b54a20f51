"""Which rules are to speak, and which of their findings fail a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scopeinspect.rules.rule import Diagnostic, Severity

FailOn = Literal["error", "warning", "any", "never"]
FAIL_ON: tuple[FailOn, ...] = ("error", "warning", "any", "never")


@dataclass(frozen=True)
class Selection:
    """Which rules are to speak, and how loud. Rules are given by code or by name."""

    select: tuple[str, ...] = ()
    """Rules to show besides those shown by default."""
    ignore: tuple[str, ...] = ()
    per_scope_ignore: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of scope or variable names, each with the rules that are silent there."""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """Severities that differ from the rule's own."""


def fails(diagnostics: Iterable[Diagnostic], fail_on: FailOn) -> bool:
    """Whether findings are to fail the run, by `--fail-on`."""
    enough = {"error": {"error"}, "warning": {"error", "warning"}, "any": {"error", "warning", "info"}, "never": set()}
    return any(diagnostic.severity in enough[fail_on] for diagnostic in diagnostics)
