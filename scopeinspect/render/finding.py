"""Findings as every format tells them: those of `check`, and the changes of a `diff`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from scopeinspect.checking import Checked
from scopeinspect.errors import ScopeInspectError, Status, TargetError
from scopeinspect.model import Site
from scopeinspect.recording import Recording
from scopeinspect.render.places import Repository
from scopeinspect.render.text import LONGEST_CODE, counted, visible
from scopeinspect.rules.rule import SEVERITIES, Diagnostic, Role, Severity
from scopeinspect.status import status_of, why_incomplete

_NOUNS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


class Findings(msgspec.Struct, frozen=True):
    """What was found about one target."""

    target: str
    """What the user calls it."""
    diagnostics: tuple[Diagnostic, ...]
    recording: Recording | None = None
    """The run they were found in; None where two files were compared."""
    folder: str = "."
    """The working directory of the run, which the paths of its sites are relative to."""
    file: str | None = None
    """What to point at where a finding has no site of its own: the script, relative to that folder."""
    line: int = 1
    """The line to point at there."""
    status: Status = Status.CLEAN
    """The exit status that the run calls for, whatever was found."""
    problem: str = ""
    """Why it could not be checked at all: one sentence."""
    silenced: int = 0
    """How many findings comments in the source silenced."""
    quiet: int = 0
    """How many of the rules that looked found nothing."""
    compared: tuple[str, ...] = ()
    """What the variables were compared with: `baseline`, `checkpoint`."""
    report: Mapping[str, Any] | None = None
    """The report of the run, where it was read from a file and there is no recording."""


def findings_of_check(
    target: str, checked: Checked, recording: Recording, folder: str = ".", file: str | None = None
) -> Findings:
    """What a check of a recording came to."""
    why = why_incomplete(recording)
    problem = f"{target}: what the script did was not recorded to its end; {why}." if why else ""
    return Findings(
        target, checked.diagnostics, recording, folder, file, status=status_of(recording, fails=False), problem=problem,
        silenced=checked.silenced, quiet=checked.quiet, compared=checked.compared,
    )  # fmt: skip


def findings_of_problem(target: str, error: ScopeInspectError, folder: str) -> Findings:
    """What a check came to of a target that could not be run."""
    file, line = (error.file, error.line) if isinstance(error, TargetError) and error.line else (None, 1)
    return Findings(target, (), folder=folder, file=file, line=line, status=error.status, problem=str(error))


def place_of_problem(found: Findings) -> tuple[str, int] | None:
    """The file and the line for which a target could not be checked, where it is a matter of one."""
    path = Repository(found.folder).path(found.file) if found.file is not None else None
    return (path, found.line) if path is not None else None


class Finding(msgspec.Struct, frozen=True):
    """One diagnostic, with where it is in the repository."""

    target: str
    diagnostic: Diagnostic
    fingerprint: str
    """The same for the same finding about the same variables, whatever its line is now."""
    path: str | None
    """The file to point at; None where there is none in the repository."""
    line: int
    site: Site | None
    """The site there, where something has to change."""
    places: tuple[tuple[str, Role], ...]
    """The other sites in the repository, with their paths."""


def findings_of(found: Findings) -> Iterator[Finding]:
    """The findings about one target, worst first."""
    repository = Repository(found.folder)
    fallback = repository.path(found.file) if found.file is not None else None
    seen: dict[str, int] = {}
    for diagnostic in sorted(found.diagnostics, key=lambda one: SEVERITIES.index(one.severity)):
        subject = "\n".join([found.target, diagnostic.code, *diagnostic.variables])
        seen[subject] = seen.get(subject, 0) + 1
        told = subject if seen[subject] == 1 else f"{subject}\n#{seen[subject]}"
        placed = [(path, role) for role in diagnostic.roles if (path := repository.path(role.site.file)) is not None]
        first = next((pair for pair in placed if pair[1] is diagnostic.primary), placed[0] if placed else None)
        path, site = (first[0], first[1].site) if first else (fallback, None)
        yield Finding(
            target=found.target,
            diagnostic=diagnostic,
            fingerprint=hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest(),
            path=path,
            line=max(site.line, 1) if site else found.line,
            site=site,
            places=tuple(pair for pair in placed if pair is not first),
        )


def all_findings(findings: Sequence[Findings]) -> Iterator[Finding]:
    """The findings about all targets, worst first."""
    every = [one for found in findings for one in findings_of(found)]
    yield from sorted(every, key=lambda one: SEVERITIES.index(one.diagnostic.severity))


def message_of(one: Finding) -> str:
    """The finding in a few lines: what, the other sites, why, and what to type."""
    diagnostic = one.diagnostic
    lines = [diagnostic.message]
    lines += [f"{path}:{role.site.line}: {role.text}" for path, role in one.places]
    lines += [f"why: {diagnostic.why}"] if diagnostic.why else []
    for fix in diagnostic.fixes:
        lines += [f"fix: {fix.purpose}", *(f"    {line}" for line in fix.code)]
    return "\n".join(visible(line, LONGEST_CODE) for line in lines)


def tally(diagnostics: Sequence[Diagnostic]) -> str:
    """How many of each severity: `1 error, 2 notes`; empty where there is none."""
    counts = {severity: sum(one.severity == severity for one in diagnostics) for severity in SEVERITIES}
    return ", ".join(counted(count, _NOUNS[severity]) for severity, count in counts.items() if count)


def totals(findings: Sequence[Findings]) -> str:
    """How much was found: `1 error, 2 warnings in 3 targets.`."""
    told = tally([one for found in findings for one in found.diagnostics])
    unchecked = sum(bool(found.problem) for found in findings)
    rest = f"; {counted(unchecked, 'other')} could not be checked" if unchecked else ""
    return f"{told or 'No findings'} in {counted(len(findings) - unchecked, 'target')}{rest}."
