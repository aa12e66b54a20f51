"""The formats in which a diff is told: its own, and those in which its changes are findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from scopeinspect.diff import Diff
from scopeinspect.render.diff import as_json, as_text
from scopeinspect.rules.changes import diagnostics_of
from scopeinspect.typed import Typed

Render = Callable[[Diff, TextIO, str, str, str], None]
"""Takes the diff, where to write, the command line that asked for it, the new side as the user named it, and the
folder that the paths of sites are relative to."""


def _as_html(diff: Diff, file: TextIO, command: str, _target: str, _folder: str) -> None:
    from scopeinspect.render.html.diff_page import as_html  # noqa: PLC0415 - jinja2 takes longer than most commands

    as_html(diff, file, command)


def _as_markdown(diff: Diff, file: TextIO, *_: str) -> None:
    from scopeinspect.render.markdown import diff_as_markdown  # noqa: PLC0415 - only where it is used

    diff_as_markdown(diff, file)


def _as_findings(name: str) -> Render:
    def render(diff: Diff, file: TextIO, command: str, target: str, folder: str) -> None:
        from scopeinspect.render.findings import FINDING_FORMATS, Findings  # noqa: PLC0415 - only where it is used

        typed = Typed(diff.new.name, comparison=command)
        findings = Findings(target, tuple(diagnostics_of(diff, typed)), folder=folder, file=target)
        FINDING_FORMATS[name].render([findings], file)

    return render


DIFF_FORMATS: dict[str, Render] = {
    "text": lambda diff, file, command, _target, _folder: as_text(diff, file, command),
    "json": lambda diff, file, *_: as_json(diff, file),
    "html": _as_html,
    "markdown": _as_markdown,
    **{name: _as_findings(name) for name in ("github", "gitlab", "junit", "sarif")},
}
