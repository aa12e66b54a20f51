"""Reads what a program's comments say is to be found in it: `# finds SI102` beside the line that is to be named."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from scopeinspect.checking import check
from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import Wanted
from scopeinspect.rules.rule import Diagnostic

HERE = Path(__file__).parent
PROGRAMS = sorted((HERE / "programs").glob("*.py"))
RIGHT = sorted((HERE / "right").glob("*.py"))

_FINDS = re.compile(r"# (?:.* )?finds ((?:SI\d{3}\b ?)+)\s*$")


def expected(program: Path) -> set[tuple[str, int]]:
    """Return the code and line of each comment; line 0 for a comment that stands alone."""
    found = set()
    for number, line in enumerate(program.read_text(encoding="utf-8").splitlines(), 1):
        if match := _FINDS.search(line):
            alone = line.lstrip().startswith("#")
            found |= {(code, 0 if alone else number) for code in match[1].split()}
    return found


def found(recording: Recording, folder: Path) -> tuple[Diagnostic, ...]:
    """Return everything that is found, notes included."""
    return check(recording, Wanted(everything=True), folder=str(folder)).diagnostics


def mistakes(program: Path, recording: Recording) -> list[str]:
    """Compare what is found with what the comments say: every code and line of theirs, and no other code.

    Notes that no comment speaks of are not counted.
    """
    wanted = expected(program)
    diagnostics = found(recording, program.parents[2])
    codes = {code for code, _ in wanted}
    missing = [
        f"{code} is not found at line {line}"
        for code, line in sorted(wanted)
        if not any(one.code == code and (not line or _names(one, line)) for one in diagnostics)
    ]
    surplus = [
        f"{one.severity} {one.code}: {one.message}"
        for one in diagnostics
        if one.code not in codes and one.severity != "info"
    ]
    return missing + surplus


def _names(diagnostic: Diagnostic, line: int) -> bool:
    # A comment is at the end of a statement over several lines.
    return any(
        line in range(role.statement.first, role.statement.first + len(role.statement.lines)) if role.statement else role.site.line == line for role in diagnostic.roles
    )


def severities(diagnostics: tuple[Diagnostic, ...]) -> Counter[str]:
    """Count by severity."""
    return Counter(diagnostic.severity for diagnostic in diagnostics)
