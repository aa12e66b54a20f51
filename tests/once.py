"""What several workers of pytest-xdist need is made by one of them, and read by the others."""

from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Once:
    """Makes things once for all workers.

    Who makes something holds a lock on it, which the system takes from a worker that dies; the next one then begins anew.

    Args:
        folder: that all workers of this run share, and no other run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what a function gives, or what it has given to another worker under this name."""
        made = self._folder / f"{name}.pickle"
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                beside = made.with_suffix(".new")
                beside.write_bytes(pickle.dumps(make()))
                beside.replace(made)
        return pickle.loads(made.read_bytes())
