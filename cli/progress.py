"""The status line while a script runs."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import Self

from scopeinspect.journal import Reader
from scopeinspect.render.text import counted

_PATIENCE = 0.7
"""Seconds before the first status line: what is over sooner needs none."""


class Progress:
    """Tells on a terminal's standard error what the script is doing. Elsewhere it is silent.

    The line stands in the terminal's last row, which is taken out of what scrolls: the script prints to the same
    terminal, whenever it likes, and neither writes over the other.
    """

    def __init__(self) -> None:
        # Some terminals, those of containers among them, say that they have no rows.
        self._is_on = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb" and min(_size()) > 1
        self._started = self._since = time.monotonic()
        self._doing = ""
        self._shown = ""

    def __enter__(self) -> Self:
        """Starts the clock."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes the status line away, and gives the row back."""
        if self._shown:
            self._write("\x1b7\x1b[r\x1b8", self._in_last_row(""))

    def __call__(self, reader: Reader) -> None:
        """Shows what was told so far."""
        now = time.monotonic()
        if reader.doing != self._doing:
            self._doing, self._since = reader.doing, now
        if not self._is_on or now - self._started < _PATIENCE:
            return
        text = self._status(reader, now)
        if text == self._shown:
            return
        if not self._shown:
            # Make room if the cursor is in the last row, then let only the rows above it scroll.
            self._write(f"\n\x1b7\x1b[1;{_size().lines - 1}r\x1b8\x1b[1A")
        self._write(self._in_last_row(text))
        self._shown = text

    def _status(self, reader: Reader, now: float) -> str:
        parts = [self._doing or "starting"]
        if now - self._since >= 1:
            parts[0] += f" for {now - self._since:.0f} s"
        if reader.variables or reader.ops:
            parts += [counted(reader.variables, "variable"), counted(reader.ops, "op")]
        return " · ".join(parts)

    def _in_last_row(self, text: str) -> str:
        size = _size()
        return f"\x1b7\x1b[{size.lines};1H\x1b[2K\x1b[2m{text[: size.columns - 1]}\x1b[0m\x1b8"

    def _write(self, *codes: str) -> None:
        sys.stderr.write("".join(codes))
        sys.stderr.flush()


def _size() -> os.terminal_size:
    return os.get_terminal_size(sys.stderr.fileno())
