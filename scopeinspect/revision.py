"""Another revision of the user's repository, checked out beside it for as long as it is needed."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from scopeinspect.errors import ScopeInspectError

_FROM_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")
"""Git tells its hooks of one repository by these; ours is the one that the folder is in."""


class RevisionError(ScopeInspectError):
    """A revision can't be checked out."""


class Worktree(msgspec.Struct, frozen=True):
    """A revision's files."""

    root: Path
    """Of the repository that the user works in."""
    copy: Path
    """Where the files of the revision are."""

    def there(self, path: str | os.PathLike[str]) -> Path:
        """Where in the copy a file or folder of the repository is; what lies elsewhere stays where it is."""
        absolute = Path(os.path.realpath(path))
        return self.copy / absolute.relative_to(self.root) if absolute.is_relative_to(self.root) else Path(path)

    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        """An environment whose PYTHONPATH leads to the modules of the revision, not to those of today."""
        paths = environment.get("PYTHONPATH")
        if not paths:
            return environment
        moved = [str(self.there(path)) if path else path for path in paths.split(os.pathsep)]
        return {**environment, "PYTHONPATH": os.pathsep.join(moved)}


@contextmanager
def worktree(revision: str, folder: str | os.PathLike[str] = ".") -> Iterator[Worktree]:
    """Checks a revision out into a temporary folder. The user's files and index stay as they are.

    Args:
        revision: as Git takes it: `origin/main`, `HEAD~1`, `v1.2`.
        folder: anywhere in the repository.

    Raises:
        RevisionError: there is no Git, no repository or no such revision, or it can't be checked out.
    """
    root = Path(os.path.realpath(_git(folder, "rev-parse", "--show-toplevel")))
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except RevisionError as error:
        raise RevisionError(f"{revision}: there is no such revision in {root}; `git fetch` may bring it.") from error
    with tempfile.TemporaryDirectory(prefix="scopeinspect-") as temporary:
        copy = Path(os.path.realpath(temporary)) / root.name
        # Hooks of the repository may do anything once something is checked out.
        _git(root, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", str(copy), commit)
        try:
            yield Worktree(root, copy)
        finally:
            _git(root, "worktree", "remove", "--force", str(copy))


def is_revision(text: str, folder: str | os.PathLike[str] = ".") -> bool:
    """Whether a text names a revision of the repository that a folder is in, if it is in one."""
    try:
        return bool(_git(folder, "rev-parse", "--verify", "--quiet", f"{text}^{{commit}}"))
    except RevisionError:
        return False


def _git(folder: str | os.PathLike[str], *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in _FROM_A_HOOK}
    command = ["git", "-C", os.fspath(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    except OSError as error:
        raise RevisionError(f"git can't be started: {error.strerror}.") from error
    if done.returncode:
        said = " ".join(done.stderr.split()).removeprefix("fatal: ") or f"git {arguments[0]} failed"
        raise RevisionError(f"{Path(folder).absolute()}: {said}.")
    return done.stdout.strip()
