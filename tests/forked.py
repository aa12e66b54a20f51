"""Recordings of many small scripts with one import of TensorFlow, see `fork_server`."""

from __future__ import annotations

import atexit
import functools
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from scopeinspect.capture import RECORDER
from scopeinspect.journal import Reader
from scopeinspect.model import Outcome
from scopeinspect.recording import Recording
from scopeinspect.setup import Export
from scopeinspect.target import target_of

SERVER = Path(__file__).with_name("fork_server.py")


def record_all(
    targets: Sequence[str | Path], python: str, folder: Path, exports: Sequence[Export] = ()
) -> list[Recording]:
    """Record scripts, two at a time.

    Args:
        targets: paths, relative to the folder or absolute.
        python: the interpreter.
        folder: the working directory of all of them.
        exports: for each target, what is written of its graphs; none for nothing.
    """
    with tempfile.TemporaryDirectory(prefix="scopeinspect-") as place:
        journals = [Path(place) / f"{number}.jsonl" for number in range(len(targets))]
        jobs = [
            {"request": _request(str(target), folder, export), "journal": str(journal), "folder": str(folder)}
            for target, journal, export in zip(targets, journals, exports or [None] * len(targets), strict=True)
        ]
        return [
            _recording(journal, str(target), status)
            for target, journal, status in zip(targets, journals, _statuses(jobs, python), strict=True)
        ]


def _statuses(jobs: list[dict[str, Any]], python: str) -> list[int]:
    """Run jobs; return how each has ended."""
    server = _server(python)
    assert server.stdin
    assert server.stdout
    server.stdin.write(json.dumps(jobs) + "\n")
    server.stdin.flush()
    answer = server.stdout.readline()
    assert answer, "the server has died"
    return list(json.loads(answer))


@functools.cache
def _server(python: str) -> subprocess.Popen[str]:
    """Return the process that forks for an interpreter, which is there as long as the tests run."""
    server = subprocess.Popen([python, SERVER, RECORDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(_end, server)
    return server


def _end(server: subprocess.Popen[str]) -> None:
    with server:  # taking TensorFlow down would take seconds
        server.kill()


def _request(target: str, folder: Path, export: Export | None) -> dict[str, object]:
    return {
        "target": target_of(target, folder=str(folder)).request(),
        "shown": target,
        "tf1": None,
        "tf1_packages": [],
        "verbose": False,
        "stop_at_session": None,
        "export": asdict(export) if export else None,
    }


def _recording(journal: Path, name: str, status: int) -> Recording:
    reader = Reader(name)
    for line in journal.read_bytes().splitlines(keepends=True):
        reader.feed(line)
    assert reader.unsuitable is None, reader.unsuitable
    return reader.recording(None if reader.outcome else Outcome("killed" if status < 0 else "exited", status))
