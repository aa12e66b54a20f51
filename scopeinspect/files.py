"""Files that appear whole or not at all, and the reading of what may be a pipe."""

from __future__ import annotations

import errno
import os
import select
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PATIENCE = 5.0
"""Seconds that a pipe is waited for until somebody opens it for writing."""


def read_at_most(path: str | os.PathLike[str], most: int) -> bytes:
    """What a file or a pipe holds, up to a number of bytes.

    Raises:
        OSError: it can't be read, or is a pipe that nobody opens for writing.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        descriptor = file.fileno()
        begun = _awaited(descriptor) if stat.S_ISFIFO(os.fstat(descriptor).st_mode) else b""
        os.set_blocking(descriptor, True)
        return begun + file.read(most - len(begun))


def _open_at_once(path: str, flags: int) -> int:
    """Opens a pipe even before anybody has opened it for writing."""
    return os.open(path, flags | os.O_NONBLOCK)


def _awaited(pipe: int) -> bytes:
    """The first that comes through a pipe; nothing yet where somebody who has opened it has still to write."""
    deadline = time.monotonic() + PATIENCE
    ended = select.poll()
    ended.register(pipe, 0)  # whether all who wrote have closed it is told unasked
    while time.monotonic() < deadline:
        try:
            data = os.read(pipe, 4096)
        except BlockingIOError:
            return b""
        if data or ended.poll(0):
            return data
        time.sleep(0.05)
    raise OSError(errno.ENXIO, "it is a pipe that nobody writes to")


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
        with errors_naming(path), target.open("wb") as file:
            yield file
        return
    temporary = _beside(target)
    try:  # from here on a signal, at whatever moment it comes, leaves nothing behind
        with errors_naming(path):
            with _begun(temporary) as file:
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
            with errors_naming(path):
                _begun(temporary).close()
                temporary.unlink()
        except BaseException:
            _remove(temporary)
            raise


def _beside(target: Path) -> Path:
    """The name of a temporary file in the folder of another. It is known before there is one: a signal may come."""
    return target.with_name(f".scopeinspect-{os.urandom(8).hex()}")


def _begun(temporary: Path) -> BinaryIO:
    """A new file for writing, for nobody else's eyes before it is whole."""
    return os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _remove(temporary: Path) -> None:
    """Removes a file, if there is one: it may have taken its name by now, or there never was one."""
    with suppress(OSError):
        temporary.unlink()


@contextmanager
def errors_naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Lets errors name the file that was asked for: ours is nobody's business, and of a full disk Python names none.

    Raises:
        OSError: whatever is raised inside.
    """
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _mode(path: Path) -> int:
    """The permissions that a file has, or would have if it were made now."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
