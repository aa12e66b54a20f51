"""A terminal whose whole screen is written anew each time; elsewhere, texts that follow each other."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TextIO

from rich.cells import cell_len
from rich.console import Console

from scopeinspect.render.console import console_for, console_like

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_OTHER_SCREEN, _OWN_SCREEN, _CLEAR = "\x1b[?1049h", "\x1b[?1049l", "\x1b[H\x1b[2J"


class Screen:
    """Shows one text after the other; to be used as a context.

    On a terminal each takes the place of the one before, cut where the screen ends, so that nothing scrolls. When all
    is over the terminal is as it was, with the last text below, whole.

    Args:
        file: where to.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._is_terminal = file.isatty()
        self._last = ""

    def __enter__(self) -> Self:
        """Goes to a screen of its own."""
        if self._is_terminal:
            self._write(_OTHER_SCREEN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Goes back."""
        if self._is_terminal:
            self._write(_OWN_SCREEN + self._last)

    def show(self, print_to: Callable[[Console], None]) -> None:
        """Shows what a function prints to a console."""
        console = console_for(self._file)
        if not self._is_terminal:
            print_to(console)
            self._write("\n")
            return
        text = io.StringIO()
        print_to(console_like(console, text))
        self._last = text.getvalue()
        self._write(_CLEAR + "\n".join(_fitting(self._last.splitlines(), console.width, console.height)))

    def _write(self, text: str) -> None:
        self._file.write(text)
        self._file.flush()


def _fitting(lines: list[str], width: int, height: int) -> Iterator[str]:
    """The first lines, as many as fit on a screen, the last of which says how many more there are."""
    taken = 0
    for place, line in enumerate(lines):
        taken += max(1, -(-cell_len(_STYLE.sub("", line)) // width))
        if taken >= height and place < len(lines) - 1:
            yield f"\x1b[2m… {len(lines) - place:,} more lines; --depth 1 shows less\x1b[0m"
            return
        yield line
