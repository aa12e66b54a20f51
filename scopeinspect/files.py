"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Opens a file for writing that takes its name only once it is complete.

    Raises:
        OSError: it can't be written; a file of that name is then as it was.
    """
    path = Path(path)
    # Through a link, the file it points at is replaced, not the link.
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():  # a device, such as /dev/stdout
        with target.open("wb") as file:
            yield file
        return
    temporary = _beside(target)
    try:  # from here on a signal, at whatever moment it comes, leaves nothing behind
        with _begun(temporary, path) as file:
            yield file
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        _remove(temporary)
        raise


def check_writable(path: str | os.PathLike[str]) -> None:
    """Finds out whether a file can be written whole, before the work that it is for.

    Raises:
        OSError: it can't.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if target.is_file() or not target.exists():
        temporary = _beside(target)
        try:
            _begun(temporary, Path(path)).close()
            temporary.unlink()
        except BaseException:
            _remove(temporary)
            raise


def _beside(target: Path) -> Path:
    """A name for a temporary file, which nothing has."""
    return target.with_name(f".{target.name}.{os.urandom(4).hex()}")


def _begun(temporary: Path, path: Path) -> BinaryIO:
    """A temporary file, made for writing by us alone."""
    try:
        return open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
    except OSError as error:
        # What can't be written is the file that was asked for; ours is nobody's business.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _remove(temporary: Path) -> None:
    with contextlib.suppress(OSError):  # it was never made, or what is told already is why it can't be removed, too
        temporary.unlink()


def _mode(path: Path) -> int:
    """The permissions that a file has, or would have if it were made now."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
