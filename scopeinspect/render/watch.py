"""A run for someone who edits the script: its tree, with what has changed since the last good run marked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from scopeinspect.diff import Diff
from scopeinspect.recording import Recording
from scopeinspect.render.diff import rows_of, verdict_text
from scopeinspect.render.run import Show, show_ending, show_totals, show_trees
from scopeinspect.render.screen import Page
from scopeinspect.render.text import initializer_text
from scopeinspect.rules.rule import Diagnostic

_MOST_GONE = 5
"""Rows that tell of variables that are gone; the others are counted."""

_PHRASES = {"variable-added": "new", "kind-changed": "other kind"}


def watched(recording: Recording, diagnostics: list[Diagnostic], show: Show, since: Diff | None) -> Page:
    """A page with a run; what it made is cut where there is no room, how it failed and what has changed is not.

    Args:
        recording: the run.
        diagnostics: what was found in it.
        show: what of it to show.
        since: how its variables differ from those of the last good run; None for the first one, and for one that
            failed.
    """
    has_failed = recording.outcome.error is not None
    if has_failed and show.depth is None:
        show = replace(show, depth=1)  # why it failed is what is looked for
    shown = replace(show, marks=_marks(since) if since else {})

    def head(console: Console) -> None:
        show_trees(recording, shown, console)
        if has_failed:
            show_totals(recording, shown, console)

    def tail(console: Console) -> None:
        if not has_failed:
            show_totals(recording, shown, console)
        show_ending(recording, diagnostics, shown, console, is_brief=True)  # the screen is small
        if since is not None:
            _show_since(since, console)

    return Page(head, tail)


def _show_since(since: Diff, console: Console) -> None:
    gone = [row for row in rows_of(since) if row.word == "removed"]
    for row in gone[:_MOST_GONE]:
        console.print(Text(f"gone since the last run: {row.subject}  {row.detail}".rstrip(), "bold red"))
    if len(gone) > _MOST_GONE:
        console.print(Text(f"and {len(gone) - _MOST_GONE:,} more.", "bold red"))
    if since.changes:
        console.print(Text(f"Since the last run: {verdict_text(since)}", "bold"))


def _marks(since: Diff) -> dict[str, str]:
    return dict(_told(since))


def _told(since: Diff) -> Iterator[tuple[str, str]]:
    for change in since.changes:
        for old, new in change.pairs:
            yield new, f"was {old}"
        if not change.pairs and change.new is not None:
            phrase = _PHRASES.get(change.kind) or initializer_text(change.detail)
            yield change.new, phrase
            for follower in change.followers:
                yield follower, phrase
