"""Reads files, be they pipes: one that nobody ever writes to is not waited for without an end.

The recorder has its own, `recorder/pipes.py`, as it imports nothing of ours, and we nothing of it.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import time

PATIENCE = 5.0
"""Seconds that a pipe is waited for until somebody opens it for writing."""


def read_at_most(path: str | os.PathLike[str], most: int) -> bytes:
    """What a file or a pipe holds, up to a number of bytes.

    Raises:
        OSError: it can't be read, or is a pipe that nobody opens for writing.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        descriptor = file.fileno()
        begun = _awaited(descriptor) if stat.S_ISFIFO(os.fstat(descriptor).st_mode) else b""
        os.set_blocking(descriptor, True)
        return begun + file.read(most - len(begun))


def _open_at_once(path: str, flags: int) -> int:
    """Opens a pipe even before anybody has opened it for writing."""
    return os.open(path, flags | os.O_NONBLOCK)


def _awaited(pipe: int) -> bytes:
    """The first that comes through a pipe; nothing yet where somebody who has opened it has still to write."""
    deadline = time.monotonic() + PATIENCE
    ended = select.poll()
    ended.register(pipe, 0)  # whether all who wrote have closed it is told unasked
    while time.monotonic() < deadline:
        try:
            data = os.read(pipe, 4096)
        except BlockingIOError:
            return b""
        if data or ended.poll(0):
            return data
        time.sleep(0.05)
    raise OSError(errno.ENXIO, "it is a pipe that nobody writes to")
