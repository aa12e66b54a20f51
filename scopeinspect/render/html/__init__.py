"""A run as one HTML page, which needs nothing but a browser: no network, no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from scopeinspect.model import Recording
from scopeinspect.rules.rule import Diagnostic

if TYPE_CHECKING:
    from scopeinspect.render.run import Show


def as_html(recording: Recording, diagnostics: list[Diagnostic], show: Show, file: TextIO) -> None:  # noqa: ARG001 - the page can show all of it
    """Writes the page. Everything recorded is in it, whatever is shown in a tree of text."""
    from scopeinspect.render.html.page import page  # noqa: PLC0415 - jinja2 takes longer than most commands

    file.writelines(page(recording, diagnostics))
    file.write("\n")
