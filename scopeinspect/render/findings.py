"""The formats in which findings are told."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import TextIO

import msgspec
from rich.text import Text

from scopeinspect.render.console import console_for
from scopeinspect.render.excerpt import excerpt
from scopeinspect.render.finding import Findings, totals

__all__ = ["FINDING_FORMATS", "FindingFormat", "Findings", "totals"]


Render = Callable[[Sequence[Findings], TextIO], None]


class FindingFormat(msgspec.Struct, frozen=True):
    """A format in which findings are told."""

    render: Render
    suffix: str
    """Of a file in this format."""
    prints_when_clean: bool
    """Whether it says something even where nothing was found: a report that a server reads does."""


def as_text(findings: Sequence[Findings], file: TextIO) -> None:
    """Each finding with the user's lines, then the totals."""
    console = console_for(file)
    is_ascii = not console.encoding.lower().startswith("utf")
    for found in findings:
        for diagnostic in found.diagnostics:
            for line in excerpt(diagnostic, is_ascii=is_ascii):
                console.print(line, soft_wrap=True)
            console.print()
    console.print(Text(totals(findings)))


def _by(module: str, function: str) -> Render:
    """What a module of its own writes, which is imported only when it is used."""

    def render(findings: Sequence[Findings], file: TextIO) -> None:
        getattr(importlib.import_module(f".{module}", __package__), function)(findings, file)

    return render


FINDING_FORMATS: dict[str, FindingFormat] = {
    "text": FindingFormat(as_text, ".txt", prints_when_clean=True),
    "json": FindingFormat(_by("check_report", "as_json"), ".json", prints_when_clean=True),
    "markdown": FindingFormat(_by("markdown", "as_markdown"), ".md", prints_when_clean=True),
    "github": FindingFormat(_by("github", "as_github"), ".txt", prints_when_clean=False),
    "gitlab": FindingFormat(_by("gitlab", "as_gitlab"), ".json", prints_when_clean=True),
    "junit": FindingFormat(_by("junit", "as_junit"), ".xml", prints_when_clean=True),
    "sarif": FindingFormat(_by("sarif", "as_sarif"), ".sarif", prints_when_clean=True),
}
