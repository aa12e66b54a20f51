"""What a run noted of itself, such as a notebook's cell that raised: the same beside a tree and beside findings."""

from __future__ import annotations

from collections.abc import Iterator

from scopeinspect.model import Note
from scopeinspect.recording import Recording
from scopeinspect.render.text import place_text, visible


def noted(recording: Recording, *, in_check: bool = False) -> Iterator[str]:
    """A sentence for each note, with the place that it speaks of.

    Args:
        recording: whose notes they are.
        in_check: whether findings stand beside them, which tell of the cells that raised unmeant.
    """
    for note in recording.notes:
        if not (in_check and note.is_failure):
            yield f"{visible(note.text)}{_where(recording, note)}"


def _where(recording: Recording, note: Note) -> str:
    """The place that a note speaks of; a syntax error names it itself."""
    site = recording.site(note.stack)
    return f" ({place_text(site)})" if site and not note.text.endswith(f", line {site.line})") else ""
