"""The formats in which a run is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from scopeinspect.recording import Recording
from scopeinspect.render.console import console_for
from scopeinspect.render.run import Show, show_run
from scopeinspect.report import report
from scopeinspect.rules.rule import Diagnostic

Render = Callable[[Recording, list[Diagnostic], Show, TextIO], None]


def as_text(recording: Recording, diagnostics: list[Diagnostic], show: Show, file: TextIO) -> None:
    """The tree, coloured where `file` is a terminal."""
    show_run(recording, diagnostics, show, console_for(file))


def as_json(recording: Recording, diagnostics: list[Diagnostic], show: Show, file: TextIO) -> None:  # noqa: ARG001 - all of it
    """The report of `scopeinspect.report`, whole, whatever is shown in a tree."""
    import json  # noqa: PLC0415 - only where it is used

    json.dump(report(recording, diagnostics), file, indent=2)
    file.write("\n")


def as_html(recording: Recording, diagnostics: list[Diagnostic], show: Show, file: TextIO) -> None:
    """The page of `render.html`."""
    from scopeinspect.render import html  # noqa: PLC0415 - only where it is used

    html.as_html(recording, diagnostics, show, file)


FORMATS: dict[str, Render] = {"text": as_text, "json": as_json, "html": as_html}

