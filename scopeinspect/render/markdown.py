"""Findings and diffs as a comment on a pull request: totals first, cut by whole rows where it would be too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TextIO

from scopeinspect.diff import Diff
from scopeinspect.render.diff import caveats, graph_only_text, rows_of, verdict_text
from scopeinspect.render.finding import Finding, Findings, all_findings, totals
from scopeinspect.render.text import LONGEST_CODE, counted, visible
from scopeinspect.rules.rule import Fix

LONGEST = 60_000
"""Characters of a comment; GitHub takes 65,536, and what is around it needs a few."""

_MOST_FIXES = 5
"""Findings for which what there is to type is written out."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~&$]|:(?=//)|(?<=www)\.)")
"""What is markup, or begins a link without any: GitHub makes one of each address."""
_REFERENCE = re.compile(r"@|#|\$|\bGH-(?=\d)|\b[0-9a-f]{6}(?=[0-9a-f]{1,34}\b)", re.IGNORECASE)
"""How that begins, too, what GitHub makes something of: a user, an issue, a formula, a commit."""
_SIGNS = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}


def as_markdown(findings: Sequence[Findings], file: TextIO) -> None:
    """The totals, a table with a row for each finding, worst first, and what there is to type for the first of them."""
    file.write(f"### scopeinspect: {escaped(totals(findings))}\n")
    rows: list[tuple[str, ...]] = [
        (_SIGNS["error"], "", escaped(found.problem), code(found.target)) for found in findings if found.problem
    ]
    every = list(all_findings(findings))
    rows += [_finding_row(one) for one in every]
    if rows:
        room = _write_table(file, ("", "rule", "finding", "where"), rows, "finding")
        _write_fixes(file, every, room)


def diff_as_markdown(diff: Diff, file: TextIO) -> None:
    """The verdict, then a table with a row for each change."""
    file.write(f"### scopeinspect: {escaped(verdict_text(diff))}\n")
    file.writelines(f"\n{escaped(line)}\n" for line in caveats(diff))
    file.write(f"\n{code(diff.old.name)} → {code(diff.new.name)}\n")
    rows = [(row.word, code(row.subject), escaped(row.detail), escaped(row.note)) for row in rows_of(diff)]
    if rows:
        _write_table(file, ("change", "variable", "", ""), rows, "change")
    if diff.graph_only:
        file.write(f"\nGraph only: {escaped(graph_only_text(diff.graph_only))}\n")


def escaped(text: str) -> str:
    """A text that prints as itself: no markup, no table cell, no link, no formula, no mention of anything."""
    # A mention is found in the rendered text too, where a backslash is gone: only a character in between helps.
    return _SPECIAL.sub(r"\\\1", _REFERENCE.sub("\\g<0>\u200b", visible(text, 600)))


def code(text: str) -> str:
    """A name as code, whatever is in it."""
    shown = visible(text, 400)
    fence = _fence(shown)
    space = " " if shown.startswith("`") or shown.endswith("`") or not shown else ""
    return f"{fence}{space}{shown}{space}{fence}".replace("|", "\\|")


def _fence(text: str, least: int = 1) -> str:
    """More backticks than stand beside each other anywhere in a text."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", text))])


def _finding_row(one: Finding) -> tuple[str, ...]:
    diagnostic = one.diagnostic
    return (
        _SIGNS[diagnostic.severity],
        f"{diagnostic.code} {escaped(diagnostic.name)}",
        escaped(diagnostic.message),
        _where(one),
    )


def _where(one: Finding) -> str:
    return code(f"{one.path}:{one.line}") if one.path is not None else code(one.target)


def _write_fixes(file: TextIO, every: Sequence[Finding], room: int) -> None:
    """What to type for errors and warnings, as far as there is room."""
    typed = ((one, next((fix for fix in one.diagnostic.fixes if fix.code), None)) for one in every)
    fixes = (_fix(one, fix) for one, fix in typed if fix and one.diagnostic.severity != "info")
    for text in islice(fixes, _MOST_FIXES):
        room -= len(text)
        if room >= 0:
            file.write(text)


def _fix(one: Finding, fix: Fix) -> str:
    body = "\n".join(visible(line, LONGEST_CODE) for line in fix.code)
    fence = _fence(body, least=3)
    head = f"{_where(one)} {escaped(one.diagnostic.code)}: {escaped(fix.purpose)}"
    return f"\n{head}\n\n{fence}\n{body}\n{fence}\n"


def _write_table(file: TextIO, head: Sequence[str], rows: Sequence[tuple[str, ...]], noun: str) -> int:
    """Writes what there is room for, and gives what is left of it."""
    file.write("\n" + _line(head) + _line(["---"] * len(head)))
    written = 0
    room = LONGEST
    for row in rows:
        line = _line(row)
        room -= len(line)
        if room < 0:
            break
        file.write(line)
        written += 1
    if written < len(rows):
        file.write(f"\n… and {counted(len(rows) - written, noun)} more.\n")
    return room


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
