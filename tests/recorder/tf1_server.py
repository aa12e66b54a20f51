"""Runs programs as TF1-style code, see `tf1_runner`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

RECORDER = Path(__file__).parents[2] / "scopeinspect" / "recorder"
RUNNER = Path(__file__).with_name("tf1_runner.py")
UNSET = ("TF_USE_LEGACY_KERAS", "PYTHONDONTWRITEBYTECODE")

Run = Callable[..., dict[str, Any]]


class Server:
    """Runs programs in forks of one process that has imported TensorFlow."""

    def __init__(self, *options: str, python: str = sys.executable, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in UNSET}
        self._process = subprocess.Popen(
            [python, *options, str(RUNNER), str(RECORDER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**kept, **environment},
        )

    def run(self, program: Path, wanted: bool | None = None, packages: tuple[str, ...] = ()) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        job = {"program": str(program), "wanted": wanted, "packages": packages}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def program_in(self, folder: Path) -> Run:
        """Give a function that writes files into a folder, and runs `program.py` of them."""

        def run(files: dict[str, str], **asked: Any) -> dict[str, Any]:
            write(folder, files)
            return self.run(folder / "program.py", **asked)

        return run

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(source))
