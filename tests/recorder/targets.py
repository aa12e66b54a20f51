"""Runs a target under `python` and under the recorder's package, and compares what came of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECORDER = Path(__file__).parents[2] / "scopeinspect" / "recorder"
PROBE = Path(__file__).parent / "probe"


def interpreter(version: str) -> str | None:
    """Find a Python of this version, by pyenv or on the PATH."""
    found = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{version}.*/bin/python"))
    return str(found[-1]) if found else shutil.which(f"python{version}")


@dataclass
class Outcome:
    """What a run of a target came to."""

    status: int
    out: str
    err: str
    seen: list[dict[str, Any]]
    """What the program told of itself."""
    ending: dict[str, Any]
    """What we told of its ending; nothing for plain python."""


class Runner:
    """Runs a target both ways, in a folder of its own."""

    def __init__(self, python: str, folder: Path) -> None:
        self.python = python
        self.folder = folder

    def write(self, **files: str | bytes) -> None:
        """Write modules into the folder."""
        for name, source in files.items():
            data = source if isinstance(source, bytes) else source.encode()
            (self.folder / f"{name}.py").write_bytes(data)

    def plain(self, *command: str, stdin: str = "") -> Outcome:
        """Run `python` itself."""
        return self._run([self.python, *command], stdin)

    def ours(self, *options: str, stdin: str = "", **target: Any) -> Outcome:
        """Run a target through the recorder's package."""
        start = [str(PROBE / "start"), str(RECORDER), json.dumps(target)]
        return self._run([self.python, *options, *start], stdin)

    def problem_of(self, **target: Any) -> str:
        """Return the sentence about a target that can't be run."""
        ours = self.ours(**target)
        assert (ours.status, ours.out, ours.err, ours.seen) == (2, "", "", [])
        return str(ours.ending["problem"])

    def _run(self, command: list[str], stdin: str) -> Outcome:
        told, ending = self.folder.parent / "told", self.folder.parent / "ending"
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROBE / "lib"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PROBE_FILE": str(told),
            "PROBE_ENDING": str(ending),
        }
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        seen = [json.loads(line) for line in told.read_text().splitlines()] if told.exists() else []
        how = json.loads(ending.read_text()) if ending.exists() else {}
        told.unlink(missing_ok=True)
        ending.unlink(missing_ok=True)
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode(), seen, how)


# What stderr may differ in, and why.
_UNTOLD = [
    # python's own -m leaves frames of runpy in a traceback; ours leaves none of anybody.
    (re.compile(r'  File "[^"]*runpy[^"]*".*\n(    .*\n)*'), ""),
    # Our frames count towards the recursion limit.
    (re.compile(r"line repeated \d+ more times"), "line repeated"),
    # 3.7 has two ways to name an exception; we take the traceback module's.
    (re.compile(r"^__main__\.(\w+\.)*", re.MULTILINE), ""),
    (re.compile(r"^(\w+\.)+(?=Inner)", re.MULTILINE), ""),
    (re.compile(r" at 0x[0-9a-f]+"), ""),
]


def comparable(err: str) -> str:
    """Take out of a text on stderr what is bound to differ."""
    for pattern, instead in _UNTOLD:
        err = pattern.sub(instead, err)
    return err


def assert_same(plain: Outcome, ours: Outcome) -> None:
    """Compare two runs of one program, but for what is bound to differ."""
    assert len(ours.seen) == len(plain.seen)
    for expected, got in zip(plain.seen, ours.seen, strict=True):
        assert_same_sight(expected, got)
    assert ours.out == plain.out
    assert comparable(ours.err) == comparable(plain.err)
    assert ours.status == plain.status


def assert_same_sight(expected: dict[str, Any], got: dict[str, Any]) -> None:
    """Compare what one module saw, two things apart that are bound to differ."""
    if "seen while imported" in expected:
        assert_same_sight(expected.pop("seen while imported"), got.pop("seen while imported"))
    if "frames" in expected:
        # Our frames stand below the program's.
        assert got.pop("frames") > 0 <= expected.pop("frames")
        # What we imported is there already: our package under its private name, and the standard library.
        before = set(got.pop("modules")) - set(expected.pop("modules"))
        foreign = {name.partition(".")[0] for name in before} - sys.stdlib_module_names
        assert foreign <= {"_scopeinspect_recorder"}
    assert got == expected
