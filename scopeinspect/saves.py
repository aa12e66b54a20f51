"""Waits until a file is saved that a run has used."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
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


class Saves:
    """Knows what the files of a run were like before it.

    Args:
        files: those that it is known to use.
        folder: one that is looked at in any case.
    """

    def __init__(self, files: Iterable[str], folder: str) -> None:
        self._files = set(files)
        self._folders = {folder, *(str(Path(file).parent) for file in self._files)}
        self._stamps = {file: _stamp(file) for file in (*self._files, *_sources(self._folders))}

    def add(self, files: Iterable[str]) -> None:
        """Takes in files that turned out to be used."""
        self._files |= set(files)
        self._folders |= {str(Path(file).parent) for file in self._files}
        for file in self._files - self._stamps.keys():
            self._stamps[file] = _stamp(file)

    def wait(
        self, signals: list[int], *, any_source: bool, meanwhile: Callable[[], None] = lambda: None
    ) -> bool:
        """Waits until one of the files is saved.

        Args:
            signals: those that came for us; one ends the waiting.
            any_source: whether any source file beside them counts too, as where a run has failed for want of it.
            meanwhile: called at once, and then several times a second.

        Returns:
            Whether one was saved; False where a signal came.
        """
        waiting = watchfiles.watch(
            *(folder for folder in self._folders if Path(folder).is_dir()),
            watch_filter=lambda _, path: path in self._files or (any_source and path.endswith(_SOURCES)),
            debounce=_LONGEST, step=_STEP, rust_timeout=500, yield_on_timeout=True,
            recursive=False, stop_event=Stopped(signals), raise_interrupt=False,
        )  # fmt: skip
        meanwhile()
        # An empty set comes now and then: what was saved before we listened is found by its stamp.
        for changes in waiting:
            if changes or self._is_any_saved(any_source=any_source):
                return True
            meanwhile()
        return False

    def _is_any_saved(self, *, any_source: bool) -> bool:
        files = self._files | _sources(self._folders) if any_source else self._files
        return any(self._stamps.get(file) != _stamp(file) for file in files)


def _stamp(file: str) -> Stamp:
    try:
        found = os.stat(file)  # noqa: PTH116 - of many files, twice a second
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _sources(folders: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for folder in folders:
        with suppress(OSError):
            names = os.listdir(folder)  # noqa: PTH208 - see `_stamp`
            found |= {os.path.join(folder, name) for name in names if name.endswith(_SOURCES)}  # noqa: PTH118
    return found
