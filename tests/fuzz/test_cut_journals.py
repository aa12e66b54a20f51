"""A process may be killed after any byte of its journal: what is shown is what was told in whole lines until there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest

from scopeinspect.capture import capture
from scopeinspect.errors import InterpreterError
from scopeinspect.journal import lines_of, save
from scopeinspect.recording import Recording
from scopeinspect.render.formats import FORMATS
from scopeinspect.render.run import Show
from scopeinspect.rules.catalogue import find
from scopeinspect.setup import Setup
from scopeinspect.target import target_of

from ..conftest import Record
from ..samples.expectations import SAMPLES
from .examples import small


class Killed:
    """A process that was killed."""

    def wait(self, _timeout: float | None = None) -> int:
        return -signal.SIGKILL

    def signal(self, _number: int) -> None:
        """Nothing is left that could hear it."""


def test_small() -> None:
    cut_everywhere(small())


def test_sample(record: Record, tmp_path: Path) -> None:
    save(record(SAMPLES / "shared_filter.py"), tmp_path / "a.scopes.jsonl")
    cut_everywhere((tmp_path / "a.scopes.jsonl").read_bytes())


def cut_everywhere(journal: bytes) -> None:
    begins = journal.index(b'{"e":"graph"')  # TensorFlow has been imported, and the script's turn come
    told_before: list[bytes] = []
    for length in range(len(journal) + 1):
        told = journal[:length].splitlines(keepends=True)
        if length and not told[-1].endswith(b"\n"):
            told.pop()
        if length < begins:
            with pytest.raises(InterpreterError):
                captured(journal[:length])
            continue
        recording = captured(journal[:length])
        assert recording.outcome.kind in ("killed", "raised", "finished")
        assert without_end(lines_of(recording)) == without_end(told)
        if told != told_before:  # the same lines are the same recording
            FORMATS["text"](recording, find(recording), Show(), StringIO())
        told_before = told


def captured(journal: bytes) -> Recording:
    """Return the recording of a run of which this was told until it was killed."""

    def start(_request: object, _setup: object, descriptor: int, _streams: object) -> Killed:
        os.write(descriptor, journal)
        return Killed()

    return capture(target_of(str(SAMPLES / "shared_filter.py"), ()), Setup(python=sys.executable), start=start)


def without_end(lines: Iterable[bytes]) -> list[bytes]:
    """Return the lines in a fixed order, without the one that says how it ended."""
    return sorted(line for line in lines if not line.startswith(b'{"e":"end"'))
