"""Processes that the script forks, as `multiprocessing` does. They tell nothing, but that they make a graph is seen."""

from __future__ import annotations

import mmap
import os

from .hooks import Hooks

UNTOLD = "a process that the script forked made ops, which are not recorded"


class Forks:
    """Leaves a fork without hooks, but for one that lets this process know.

    Args:
        hooks: those of this process.
    """

    def __init__(self, hooks: Hooks) -> None:
        self._shared = mmap.mmap(-1, 1)
        os.register_at_fork(after_in_child=lambda: hooks.tell_only(self._made_op))

    @property
    def have_made_ops(self) -> bool:
        """Whether any of them has made an op."""
        return self._shared[0] != 0

    def _made_op(self) -> None:
        self._shared[0] = 1
