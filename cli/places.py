"""What is read and what is written: nothing is to be written over what it is made of, or is to be compared with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scopeinspect.checkpoint_files import files_of
from scopeinspect.errors import ScopeInspectError, TargetError
from scopeinspect.files import check_writable
from scopeinspect.target import Target

if TYPE_CHECKING:  # which reads configurations, and so makes light commands heavier
    from .jobs import Job

_INSIDE = ("__main__.py", "__init__.py")
"""What a folder or a package is run by."""


def check_outputs(outputs: Iterable[Path | None], inputs: Iterable[str | Path]) -> None:
    """Finds out, before anything is run, whether files can be written, each alone and over nothing that is read.

    Args:
        outputs: what is to be written; None for standard output.
        inputs: what is to be read; need not be there.

    Raises:
        ScopeInspectError: one would be written over an input, or another output.
        OSError: one can't be written.
    """
    files = [file for file in outputs if file is not None]
    read = [path for path in map(Path, inputs) if path.is_file()]
    for place, file in enumerate(files):
        for other in read:
            if _are_one(file, other):
                named = "" if file.absolute() == other.absolute() else f"{other}, which is "
                raise ScopeInspectError(
                    f"{file}: is {named}to be read, and would be written over; name another file for the output."
                )
        if any(_are_one(file, other) for other in files[:place]):
            raise ScopeInspectError(f"{file}: would be written twice; give each output a file of its own.")
    for file in files:
        check_writable(file)


def read_for(target: Target, folder: str) -> Iterator[Path]:
    """The files that a target is, as far as its name tells them."""
    if target.path == "-":
        yield Path("/dev/stdin")
        return
    where = Path(folder, target.path or (target.module or "").replace(".", "/"))
    yield from (where, *(where / name for name in _INSIDE))
    if target.module:
        yield where.with_name(f"{where.name}.py")


def read_for_jobs(jobs: Iterable[Job]) -> Iterator[Path]:
    """The files that targets are, and those that belong to them."""
    for job in jobs:
        target = None
        with suppress(TargetError):  # told when it is its turn
            target = job.find()
        yield from read_for(target, job.setup.folder) if target else [Path(job.name)]
        yield job.baseline
        if job.checkpoint:
            yield from files_of(job.checkpoint)


def _are_one(one: Path, other: Path) -> bool:
    """Whether two names are of one file, that may not be there yet. What goes to a device doesn't replace it."""
    if one.exists() and other.exists():
        return one.is_file() and one.samefile(other)
    return os.path.realpath(one) == os.path.realpath(other)
