"""A terminal, for what is only done on one."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from ..conftest import COMMAND, environment

# Makes the terminal the one that Ctrl-C reaches us from, then becomes the command.
IN_FOREGROUND = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A terminal on which the command, or another program, runs in the foreground, as a user has it."""

    def __init__(
        self, columns: int, *arguments: str | Path, cwd: Path, program: str | Path = COMMAND, rows: int = 24, **changes: str
    ) -> None:
        self._ours, theirs = pty.openpty()
        self.resize(columns, rows)
        self.process = subprocess.Popen(
            [sys.executable, "-c", IN_FOREGROUND, program, *arguments], cwd=cwd, start_new_session=True,
            env=environment({"TERM": "xterm", **changes}), stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""
        # What is read may end within a letter, whose rest comes next.
        self._decode = codecs.getincrementaldecoder("utf-8")().decode

    def read_until(self, text: str, seconds: float = 60) -> None:
        """Read what is shown until this text is."""
        before = time.monotonic() + seconds
        while text not in self.shown:
            ready, _, _ = select.select([self._ours], [], [], max(before - time.monotonic(), 0))
            assert ready, f"{text!r} was not shown: {self.shown!r}"
            self.shown += self._decode(os.read(self._ours, 1 << 16))

    def resize(self, columns: int, rows: int) -> None:
        """Give it another size, of which whoever runs on it is told."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        """Type something."""
        os.write(self._ours, keys.encode())

    def status_at_end(self) -> int:
        """Read on to the end, and return the exit status."""
        try:
            while chunk := os.read(self._ours, 1 << 16):
                self.shown += self._decode(chunk)
        except OSError:  # the other side is closed
            pass
        os.close(self._ours)
        return self.process.wait(timeout=60)


def plain(text: str) -> str:
    """Return a text without colours."""
    return COLOUR.sub("", text)
