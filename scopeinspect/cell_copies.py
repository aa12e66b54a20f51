"""Cells of a notebook that are earlier ones again, as where one was run twice."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

_TWO = 2


class Copy(msgspec.Struct, frozen=True):
    """Cells of a notebook, one after the other, that are earlier ones again."""

    first: int
    """The number of the first of the earlier ones."""
    again: int
    """The number of the first of the later ones."""
    count: int

    @property
    def later(self) -> str:
        """The later ones, in words: `cells 5 to 7`."""
        return _in_words(self.again, self.count)

    @property
    def earlier(self) -> str:
        """The earlier ones, in words."""
        return _in_words(self.first, self.count)

    @property
    def told(self) -> str:
        """What they are, in words: `cell 5 is cell 3 again`."""
        return f"{self.later} {'is' if self.count == 1 else 'are'} {self.earlier} again"


def _in_words(first: int, count: int) -> str:
    last = first + count - 1
    return f"cell {first}" if count == 1 else f"cells {first} {'and' if count == _TWO else 'to'} {last}"


def copy_of(cells: Sequence[str], first: int, again: int) -> Copy | None:
    """The cells around two of the same text that are the same, too; None where those two are not.

    Args:
        cells: the sources of all.
        first: the number of one, counted from 1.
        again: the number of a later one.
    """

    def text_of(number: int) -> str:
        lines = cells[number - 1].split("\n") if 0 < number <= len(cells) else []
        return "\n".join(map(str.rstrip, lines)).rstrip()

    def are_same(step: int) -> bool:
        text = text_of(first + step)
        return bool(text) and text == text_of(again + step)

    if not (first < again and are_same(0)):
        return None
    before = after = 0
    while before + after + 1 < again - first and are_same(-before - 1):
        before += 1
    while before + after + 1 < again - first and are_same(after + 1):
        after += 1
    return Copy(first - before, again - before, before + after + 1)
