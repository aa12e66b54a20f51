"""Where the servers of Git look for a file: paths from the top of the repository."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


class Repository:
    """The repository that a folder is in; the folder itself where it is in none.

    Args:
        folder: what the paths of sites are relative to.
    """

    def __init__(self, folder: str | os.PathLike[str] = ".") -> None:
        self._folder = Path(os.path.realpath(folder))
        above = (self._folder, *self._folder.parents)
        self._root = next(filter(_is_root, above), self._folder)

    def path(self, file: str) -> str | None:
        """The path of a file in the repository, with slashes; None for one that isn't a file of it."""
        if file.startswith("<") or not file.isprintable():  # no report can point at a name with a tab or a bell in it
            return None
        path = Path(os.path.realpath(self._folder / file))
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else None


def _is_root(folder: Path) -> bool:
    with contextlib.suppress(OSError):  # a report of another machine may name a folder that can't be one here
        return (folder / ".git").exists()
    return False
