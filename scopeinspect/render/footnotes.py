"""The footnotes of a tree: each says where reuse flags came from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple


class _Told(NamedTuple):
    """What a note speaks of: each once, in order."""

    sources: dict[str, None]
    scopes: dict[str, None]


class Footnotes:
    """Footnotes: what differs only in the scopes that it speaks of is one.

    Args:
        marks: the digits of the marks; empty for `[1]`.
    """

    def __init__(self, marks: str) -> None:
        self._marks = marks
        self._notes: dict[tuple[str, str], _Told] = {}

    def mark(self, text: str, scope_ops: str = "", how: str = "", source: str = "") -> str:
        """The mark of a note; a new note gets the next one.

        Args:
            text: what it says.
            scope_ops: the name scope of a later entry, where that is not the scope's own.
            how: what stands before the text where a flag came from another scope: `inherited from`.
            source: that scope.
        """
        told = self._notes.setdefault((how, text), _Told({}, {}))
        told.sources.update({source: None} if source else {})
        told.scopes.update({scope_ops: None} if scope_ops else {})
        return self._mark(list(self._notes).index((how, text)) + 1)

    def _mark(self, number: int) -> str:
        return "".join(self._marks[int(digit)] for digit in str(number)) if self._marks else f"[{number}]"

    def clear(self) -> None:
        """Takes all notes away."""
        self._notes.clear()

    def told(self) -> Iterator[tuple[str, str]]:
        """The notes: the mark and the text of each."""
        for number, ((how, text), told) in enumerate(self._notes.items(), 1):
            begins = f"{how} {_some(told.sources, 1)}, " if told.sources else ""
            scopes = _some([f"{scope}/…" for scope in told.scopes], 2)
            ends = f"; ops of the later entries are named {scopes}" if scopes else ""
            yield self._mark(number), begins + text + ends


def _some(names: Collection[str], shown: int) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join([*names][:shown]) + more
