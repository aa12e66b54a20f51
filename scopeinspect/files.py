"""Files that appear whole or not at all."""

from __future__ import annotations

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
    descriptor, temporary = _begun(path, target)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
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
        descriptor, temporary = _begun(Path(path), target)
        os.close(descriptor)
        Path(temporary).unlink()


def _begun(path: Path, target: Path) -> tuple[int, str]:
    """A temporary file beside the target: its descriptor and its name."""
    import tempfile  # noqa: PLC0415 - most commands write no file, and it takes long to import

    try:
        return tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        # What can't be written is the file that was asked for; ours is nobody's business.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _mode(path: Path) -> int:
    """The permissions that a file has, or would have if it were made now."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
