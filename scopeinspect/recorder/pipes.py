"""Opens files for reading, be they pipes: one that nobody ever writes to is not waited for without an end."""

from __future__ import annotations

import errno
import io
import os
import select
import stat
import time
from typing import Any, BinaryIO, Optional

PATIENCE = 5.0
"""Seconds that a pipe is waited for until somebody opens it for writing."""


def opened(path: str) -> BinaryIO:
    """Opens a file for reading. What reads it, and not this, raises an OSError where it is a pipe without a writer."""
    return io.BufferedReader(_File(path, opener=_open_at_once))


class _File(io.FileIO):
    """A file that is being read; where it is a pipe, one to which somebody has yet to write, or nobody ever does."""

    def readinto(self, buffer: Any) -> Optional[int]:
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
    """Opens a file; a pipe before anybody has opened it for writing, and so that reading it waits for nobody."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        os.set_blocking(descriptor, True)
    return descriptor


def _was_left(pipe: int) -> bool:
    """Whether all who wrote to a pipe have closed it."""
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    return any(events & select.POLLHUP for _, events in waiting.poll(0))
