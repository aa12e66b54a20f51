"""Where the servers of Git look for a file: paths from the top of the repository."""

from __future__ import annotations

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
        self._root = next((path for path in above if (path / ".git").exists()), self._folder)

    def path(self, file: str) -> str | None:
        """The path of a file in the repository, with slashes; None for one that isn't a file of it."""
        if file.startswith("<") or not file.isprintable():  # no report can point at a name with a tab or a bell in it
            return None
        path = Path(os.path.realpath(self._folder / file))
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else None
