"""What a script has started and left behind, in a session of its own, say, is ended with the command.

A process group tells most of it, but a process may leave its group. Whoever its parent leaves behind gets a new
parent, and on Linux that can be us.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36

_PATIENCE = 5.0
"""Seconds to wait for what was killed: a process that waits for a disk can't end."""


@contextlib.contextmanager
def no_orphans() -> Iterator[None]:
    """Adopts what is orphaned meanwhile, and ends it, as it does any other child that is new, in the end."""
    if sys.platform != "linux":
        yield
        return
    import ctypes  # noqa: PLC0415 - only where something is run

    before = _children()
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        _end(lambda: _children() - before)


def _end(children: Callable[[], set[int]]) -> None:
    deadline = time.monotonic() + _PATIENCE
    # Again and again: the children of those that are killed become ours.
    while (left := children()) and time.monotonic() < deadline:
        for child in left:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, os.WNOHANG)
        time.sleep(0.01)


def _children() -> set[int]:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:  # none; otherwise every process of the machine is asked for its parent
        return set()
    return {int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent(stat) == os.getpid()}


def _parent(stat: Path) -> int | None:
    try:
        # The second field is a name, in brackets, and may hold anything.
        return int(stat.read_bytes().rpartition(b")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):  # it is gone
        return None
