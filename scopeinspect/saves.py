"""Waits until a file is saved that a run has used."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import watchfiles

_STEP = 10
"""Milliseconds without another change after which a save counts as over."""

_LONGEST = 200
"""Milliseconds after which it counts as over in any case."""

_SOURCES = (".py", ".ipynb")

Stamp = tuple[int, int] | None


class Stopped:
    """Tells `watchfiles` to give up, in the form that it asks.

    Args:
        signals: those that came for us.
    """

    def __init__(self, signals: list[int]) -> None:
        self._signals = signals

    def is_set(self) -> bool:
        """Whether a signal has come."""
        return bool(self._signals)


def stamps(files: Iterable[str]) -> dict[str, Stamp]:
    """What tells whether a file has been saved since."""
    return {file: _stamp(file) for file in files}


def wait(before: dict[str, Stamp], folder: str, signals: list[int], *, any_source: bool) -> bool:
    """Waits until one of these files is saved.

    Args:
        before: the files, as they were when the run began: one may have been saved since.
        folder: one that is listened to in any case.
        signals: those that came for us; one ends the waiting.
        any_source: whether any source file beside them counts too, as where a run has failed for want of it.

    Returns:
        Whether one was saved; False where a signal came.
    """
    folders = {folder, *(str(Path(file).parent) for file in before)}
    beside = _sources(folders) if any_source else set()

    def is_saved() -> bool:
        return stamps(before) != before or (any_source and _sources(folders) != beside)

    counts: Callable[[watchfiles.Change, str], bool] = lambda _, path: (  # noqa: E731
        path in before or (any_source and path.endswith(_SOURCES))
    )
    waiting = watchfiles.watch(
        *(folder for folder in folders if Path(folder).is_dir()),
        watch_filter=counts, debounce=_LONGEST, step=_STEP, rust_timeout=500, yield_on_timeout=True,
        recursive=False, stop_event=Stopped(signals), raise_interrupt=False,
    )  # fmt: skip
    # An empty set comes now and then, and first of all: what was saved before we listened is found by its stamp.
    return any(changes or is_saved() for changes in waiting)


def _stamp(file: str) -> Stamp:
    try:
        found = os.stat(file)  # noqa: PTH116 - of many files, twice a second
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _sources(folders: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for folder in folders:
        try:
            found |= {os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(_SOURCES)}  # noqa: PTH118, PTH208
        except OSError:
            continue
    return found
