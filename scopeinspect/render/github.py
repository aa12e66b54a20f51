"""Findings as GitHub's workflow commands, which it shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from scopeinspect.render.finding import Finding, Findings, all_findings, message_of, place_of_problem
from scopeinspect.render.text import visible
from scopeinspect.rules.rule import SEVERITIES, Severity

MOST = 10
"""Annotations of each level that GitHub shows for one step of a job; what comes after is lost in silence."""

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def as_github(findings: Sequence[Findings], file: TextIO) -> None:
    """One annotation for each finding, worst first; what GitHub would not show is counted in the last of its level.

    A target that could not be checked comes before all findings.
    """
    every = list(all_findings(findings))
    problems = [_problem(found) for found in findings if found.problem]
    for severity in SEVERITIES:
        commands = [_command(one) for one in every if one.diagnostic.severity == severity]
        if severity == "error":
            commands = [*problems, *commands]
        shown = commands if len(commands) <= MOST else commands[: MOST - 1]
        file.writelines(shown)
        if len(commands) > len(shown):
            file.write(f"::{_LEVELS[severity]} title=scopeinspect::and {len(commands) - len(shown):,} more\n")


def _problem(found: Findings) -> str:
    return _annotation("error", "scopeinspect", place_of_problem(found), visible(found.problem, 1000))


def _command(one: Finding) -> str:
    diagnostic = one.diagnostic
    place = (one.path, one.line) if one.path is not None else None
    return _annotation(_LEVELS[diagnostic.severity], f"{diagnostic.code} {diagnostic.name}", place, message_of(one))


def _annotation(level: str, title: str, place: tuple[str, int] | None, text: str) -> str:
    properties = {"file": place[0], "line": str(place[1])} if place else {}
    told = ",".join(f"{name}={_property(value)}" for name, value in {**properties, "title": title}.items())
    return f"::{level} {told}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
