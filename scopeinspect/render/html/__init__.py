"""A run as one HTML page, which needs nothing but a browser: no network, no other file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from scopeinspect.dump.scope_graph import Choice
from scopeinspect.model import Graph
from scopeinspect.recording import Recording
from scopeinspect.rules.rule import Diagnostic

if TYPE_CHECKING:
    from scopeinspect.render.run import Show


def as_html(recording: Recording, diagnostics: list[Diagnostic], show: Show, file: TextIO) -> None:  # noqa: ARG001 - the page can show all of it
    """Writes the page. Everything recorded is in it, whatever is shown in a tree of text."""
    as_page(recording, diagnostics, file)


def as_page(
    recording: Recording,
    diagnostics: list[Diagnostic],
    file: TextIO,
    choice: Choice | None = None,
    graphs: Sequence[Graph] | None = None,
) -> None:
    """Writes the page.

    Args:
        recording: what was recorded, all of which is in the page.
        diagnostics: what the rules found.
        file: where to.
        choice: what its pictures show; None for what fits.
        graphs: of which graphs there is a picture; None for those that hold something.
    """
    from scopeinspect.render.html.page import page  # noqa: PLC0415 - jinja2 takes longer than most commands

    file.writelines(page(recording, diagnostics, choice or Choice(), graphs))
    file.write("\n")
