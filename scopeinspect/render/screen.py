"""A terminal whose whole screen is written anew each time; elsewhere, texts that follow each other."""

from __future__ import annotations

import io
import re
import signal
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self, TextIO

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from scopeinspect.render.console import console_for, console_like
from scopeinspect.render.text import visible

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_OTHER_SCREEN, _OWN_SCREEN, _CLEAR = "\x1b[?1049h", "\x1b[?1049l", "\x1b[H\x1b[2J"

Print = Callable[[Console], None]
"""Prints something to a console."""


def _nothing(_console: Console) -> None:
    pass


class Page(msgspec.Struct, frozen=True):
    """What is shown at a time."""

    head: Print = _nothing
    """What is cut where there is no room for all."""
    tail: Print = _nothing
    """What follows it, and is to be seen in any case."""

    def telling(self, sentence: str) -> Page:
        """The same with a sentence below it."""

        def tail(console: Console) -> None:
            self.tail(console)
            console.print(Text(visible(sentence, 2000)), soft_wrap=True)

        return Page(self.head, tail)


class Screen:
    """Shows one page after the other, and a line of status below; to be used as a context.

    On a terminal each page takes the place of the one before, cut where there is no room, so that nothing scrolls, and
    is written anew when the terminal gets another size. When all is over the terminal is as it was, with the last page
    below, whole. Elsewhere there is no status.

    Args:
        file: where to.
    """

    def __init__(self, file: TextIO) -> None:
        self.is_terminal = file.isatty()
        """Whether pages replace each other."""
        self._file = file
        self._page = Page()
        self._status = ""
        self._is_resized = False
        self._before: Any = None

    def __enter__(self) -> Self:
        """Goes to a screen of its own."""
        if self.is_terminal:
            self._before = signal.signal(signal.SIGWINCH, self._resized)
            self._write(_OTHER_SCREEN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Goes back."""
        if self.is_terminal:
            signal.signal(signal.SIGWINCH, self._before)
            console = console_for(self._file)
            self._write(_OWN_SCREEN + _text(self._page.head, console) + _text(self._page.tail, console))

    def show(self, page: Page) -> None:
        """Shows a page."""
        self._page = page
        if self.is_terminal:
            self._paint()
            return
        console = console_for(self._file)
        page.head(console)
        page.tail(console)
        self._write("\n")

    def status(self, text: str) -> None:
        """Shows a status, and the page anew if the terminal has got another size; to be called now and then."""
        if not self.is_terminal:
            return
        if self._is_resized:
            self._status = text
            self._paint()
        elif text != self._status:
            self._status = text
            self._write(self._in_last_row(console_for(self._file)))

    def _resized(self, _number: int, _frame: object) -> None:
        # Only noted: it may come in the middle of a write.
        self._is_resized = True

    def _paint(self) -> None:
        self._is_resized = False
        console = console_for(self._file)
        head, tail = (_text(part, console).splitlines() for part in (self._page.head, self._page.tail))
        lines = _fitting(head, tail, console.width, console.height - 1)
        self._write(_CLEAR + "\n".join(lines) + self._in_last_row(console))

    def _in_last_row(self, console: Console) -> str:
        return f"\x1b[{console.height};1H\x1b[2K\x1b[2m{self._status[: console.width - 1]}\x1b[0m"

    def _write(self, text: str) -> None:
        self._file.write(text)
        self._file.flush()


def _text(part: Print, console: Console) -> str:
    text = io.StringIO()
    part(console_like(console, text))
    return text.getvalue()


def _fitting(head: list[str], tail: list[str], width: int, height: int) -> Iterator[str]:
    """As many lines as fit on a screen: those of the tail first, which leaves the head two rows at least.

    A line that says how many are missing stands where they were.
    """
    least = min(2, _rows(head, width))
    ends = list(_cut(tail, width, max(height - least, 1), "a larger terminal shows them"))
    yield from _cut(head, width, height - _rows(ends, width), "--depth 1 shows less, a larger terminal more")
    yield from ends


def _cut(lines: list[str], width: int, height: int, hint: str) -> Iterator[str]:
    if _rows(lines, width) <= height:
        yield from lines
        return
    taken = 0
    for place, line in enumerate(lines):
        taken += _rows([line], width)
        if taken >= height:
            yield f"\x1b[2m… {len(lines) - place:,} more lines; {hint}\x1b[0m"
            return
        yield line


def _rows(lines: list[str], width: int) -> int:
    """The rows of the terminal that lines take."""
    return sum(max(1, -(-cell_len(_STYLE.sub("", line)) // width)) for line in lines)
