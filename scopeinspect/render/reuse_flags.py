"""The reuse flags of a scope in one cell of the tree, and the notes that tell who set them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from scopeinspect.model import ScopeEntry
from scopeinspect.recording import Recording
from scopeinspect.render.footnotes import Footnotes
from scopeinspect.render.text import place_text, visible
from scopeinspect.reuse import is_entered_again, origin, setter, switched
from scopeinspect.tree import Node

_MOST_RUNS = 3
"""Flags of one scope that are told in their order; more are told once each, with how often they were met."""
_MOST_MARKS = 2
"""Notes that such a flag refers to."""


class Flags:
    """The reuse flags of scopes, each with a note that tells who set it.

    Args:
        recording: what the scopes are of.
        notes: takes the notes.
        is_ascii: whether only ASCII may be used.
    """

    def __init__(self, recording: Recording, notes: Footnotes, *, is_ascii: bool) -> None:
        self._recording = recording
        self._notes = notes
        self._several = "x" if is_ascii else "×"
        self._arrow = "->" if is_ascii else "→"
        self._dots = "..." if is_ascii else "…"

    def told(self, node: Node) -> Text:
        """The flags of a scope, in the order of its entries, with the marks of their notes."""
        told: list[tuple[str, str]] = []
        for entry in node.entries:
            if is_entered_again(self._recording, entry):
                continue
            flag = entry.reuse
            change = switched(self._recording, entry)
            text = f"{flag} {self._arrow} {visible(change.value)}" if change else flag
            told.append((text, self._note(entry)))
        runs = [(*one, len(list(group))) for one, group in groupby(told)]
        shown = Text()
        for text, mark, times in runs if len(runs) <= _MOST_RUNS else self._summed(runs):
            shown.append(", " if shown else "")
            shown.append(text, "" if text == "False" else "cyan")
            shown.append(f" {self._several}{times}" if times > 1 else "", "dim")
            shown.append(f" {mark}" if mark else "", "dim")
        return shown

    def _summed(self, runs: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
        """Each flag once, with its marks and how often it was met: where flags come and go, no row has room for all."""
        for text in dict.fromkeys(text for text, _, _ in runs):
            marks = list(dict.fromkeys(mark for flag, mark, _ in runs if flag == text and mark))
            more = [self._dots] if len(marks) > _MOST_MARKS else []
            yield text, " ".join([*marks[:_MOST_MARKS], *more]), sum(times for flag, _, times in runs if flag == text)

    def _note(self, entry: ScopeEntry) -> str:
        if change := switched(self._recording, entry):
            where = place_text(self._recording.site(change.stack))
            return self._notes.mark(f"switched on by reuse_variables() at {where}")
        if entry.reuse == "False":
            return ""
        who, how = setter(self._recording, entry), origin(self._recording, entry)
        other_ops = visible(entry.name_scope) if entry.name_scope.strip("/") != entry.name else ""
        where = f" at {place_text(who.site)}" if who.site else ""
        if how == "declared":
            return self._notes.mark(f"declared{where}", other_ops)
        source = f"scope {visible(who.scope)}" if who.scope else "the root"
        done = "switched on" if who.how == "switched" else "declared"
        return self._notes.mark(f"{done}{where}", other_ops, f"{how} from", source)
