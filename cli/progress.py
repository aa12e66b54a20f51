"""The status line while scripts run."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from scopeinspect.journal import Reader
from scopeinspect.render.text import counted, visible

_PATIENCE = 0.7
"""Seconds before the first status line: what is over sooner needs none."""

_IN_SESSION = "in a session"
"""What the recorder calls it."""
_LONG = 10
"""Seconds in sessions after which a script may well be training."""

_BAR = 20
"""Columns of a bar."""


class StatusLine:
    """A line in the last row of the terminal that standard error goes to. Elsewhere it is silent.

    The row is taken out of what scrolls: scripts print to the same terminal, whenever they like, and neither writes
    over the other.
    """

    def __init__(self) -> None:
        # Some terminals, those of containers among them, say that they have no rows.
        self._is_on = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb" and min(_size()) > 1
        self._started = time.monotonic()
        self._shown = ""

    def __enter__(self) -> Self:
        """The clock runs since it was made."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes the line away, and gives the row back."""
        self.clear()

    def clear(self) -> None:
        """Takes the line away for now."""
        if self._shown:
            self._write("\x1b7\x1b[r\x1b8", self._in_last_row(""))
            self._shown = ""

    def show(self, text: str) -> None:
        """Shows a text, once it is worth it."""
        if not self._is_on or text == self._shown or time.monotonic() - self._started < _PATIENCE:
            return
        if not self._shown:
            # Make room if the cursor is in the last row, then let only the rows above it scroll.
            self._write(f"\n\x1b7\x1b[1;{_size().lines - 1}r\x1b8\x1b[1A")
        self._write(self._in_last_row(text))
        self._shown = text

    def _in_last_row(self, text: str) -> str:
        size = _size()
        return f"\x1b7\x1b[{size.lines};1H\x1b[2K\x1b[2m{text[: size.columns - 1]}\x1b[0m\x1b8"

    def _write(self, *codes: str) -> None:
        sys.stderr.write("".join(codes))
        sys.stderr.flush()


class Progress(StatusLine):
    """Tells what one script is doing."""

    def __init__(self) -> None:
        super().__init__()
        self._doing = Doing()

    def __call__(self, reader: Reader) -> None:
        """Shows what was told so far."""
        self.show(self._doing.told(reader))


class Doing:
    """What one script is doing, and for how long."""

    def __init__(self) -> None:
        self._what = ""
        self._since = time.monotonic()

    def told(self, reader: Reader) -> str:
        """A line about it; of one that trains, where the graph may be all that is wanted, how it is ended."""
        now = time.monotonic()
        if reader.doing != self._what:
            self._what, self._since = reader.doing, now
        seconds = now - self._since
        parts = [self._what or "starting"]
        if seconds >= 1:
            parts[0] += f" for {seconds:.0f} s"
        if self._what == _IN_SESSION and seconds >= _LONG:
            parts.append("Ctrl-C ends it; --stop-at session would have here")
        if reader.variables or reader.ops:
            parts += [counted(reader.variables, "variable"), counted(reader.ops, "op")]
        return " · ".join(parts)


class Counter(StatusLine):
    """A bar that tells how many of many targets are done, and which run. Safe to be used by several threads.

    Args:
        total: how many there are.
    """

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total
        self._done = 0
        self._running: list[str] = []
        self._lock = threading.Lock()

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        """While a target is worked on."""
        with self._lock:
            self._running.append(name)
            self._tell()
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(name)
                self._done += 1
                self._tell()

    def _tell(self) -> None:
        full = _BAR * self._done // self._total
        running = ", ".join(visible(name, 60) for name in self._running)
        self.show(f"{'━' * full}{'╌' * (_BAR - full)} {self._done}/{self._total}  {running}")


def _size() -> os.terminal_size:
    return os.get_terminal_size(sys.stderr.fileno())
