"""Opens files for reading, be they pipes: one that nobody ever writes to is not waited for without an end.

The recorder has its own, `recorder/pipes.py`, as it imports nothing of ours, and we nothing of it.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import time
from typing import Any, BinaryIO

PATIENCE = 5.0
"""Seconds that a pipe is waited for until somebody opens it for writing."""

_NAMELESS = ("/dev/", "/proc/")
"""Where pipes are that are open already, as standard input: with nobody to write to them they are at their end."""


def read_at_most(path: str | os.PathLike[str], most: int) -> bytes:
    """What a file or a pipe holds, up to a number of bytes.

    Raises:
        OSError: it can't be read, or is a pipe that nobody opens for writing.
    """
    with opened(path) as file:
        return file.read(most)


def opened(path: str | os.PathLike[str]) -> BinaryIO:
    """Opens a file for reading. What reads it, and not this, raises an OSError where it is a pipe without a writer."""
    return io.BufferedReader(_File(path, opener=_open_at_once))


class _File(io.FileIO):
    """A file that is being read; where it is a pipe, one to which somebody has yet to write, or nobody ever does."""

    def readinto(self, buffer: Any, /) -> int | None:
        if os.get_blocking(self.fileno()):
            return super().readinto(buffer)
        deadline = time.monotonic() + PATIENCE
        while True:
            read = super().readinto(buffer)
            # None says that somebody has opened it and not written yet: that may take as long as it likes.
            if read != 0 or _was_left(self.fileno()):
                break
            if time.monotonic() > deadline:
                raise OSError(errno.ENXIO, "it is a pipe that nobody writes to")
            time.sleep(0.05)
        os.set_blocking(self.fileno(), True)
        return super().readinto(buffer) if read is None else read


def _open_at_once(path: str, flags: int) -> int:
    """Opens a file; a pipe with a name before anybody has opened it for writing."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    is_pipe = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    os.set_blocking(descriptor, not is_pipe or os.path.realpath(path).startswith(_NAMELESS))
    return descriptor


def _was_left(pipe: int) -> bool:
    """Whether all who wrote to a pipe have closed it."""
    import select  # noqa: PLC0415 - few recordings come through a pipe

    waiting = select.poll()
    waiting.register(pipe, 0)  # it is told unasked
    return bool(waiting.poll(0))
