"""The formats in which findings are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.text import Text

from scopeinspect.render.check_report import as_json
from scopeinspect.render.console import console_for
from scopeinspect.render.excerpt import excerpt
from scopeinspect.render.finding import Findings, totals
from scopeinspect.render.github import as_github
from scopeinspect.render.gitlab import as_gitlab
from scopeinspect.render.junit import as_junit
from scopeinspect.render.markdown import as_markdown
from scopeinspect.render.sarif import as_sarif

__all__ = ["FINDING_FORMATS", "FindingFormat", "Findings", "totals"]


@dataclass(frozen=True)
class FindingFormat:
    """A format in which findings are told."""

    render: Callable[[Sequence[Findings], TextIO], None]
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


FINDING_FORMATS: dict[str, FindingFormat] = {
    "text": FindingFormat(as_text, ".txt", prints_when_clean=True),
    "json": FindingFormat(as_json, ".json", prints_when_clean=True),
    "markdown": FindingFormat(as_markdown, ".md", prints_when_clean=True),
    "github": FindingFormat(as_github, ".txt", prints_when_clean=False),
    "gitlab": FindingFormat(as_gitlab, ".json", prints_when_clean=True),
    "junit": FindingFormat(as_junit, ".xml", prints_when_clean=True),
    "sarif": FindingFormat(as_sarif, ".sarif", prints_when_clean=True),
}
