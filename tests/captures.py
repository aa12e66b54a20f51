"""The captures in README: `python -m tests.captures` runs each command again and writes what it prints now."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sysconfig
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
README = REPOSITORY / "README.md"
WIDTH = "100"

_CAPTURE = re.compile(r"```console\n\$ scopeinspect (?P<arguments>[^\n]*)\n.*?```", re.DOTALL)

_TRACEBACK = re.compile(r"^Traceback .*?\n(?=\n)", re.DOTALL | re.MULTILINE)


def renewed(text: str) -> str:
    """Return a text with what its commands print now."""
    return _CAPTURE.sub(lambda match: f"```console\n$ scopeinspect {match['arguments']}\n{_output(match['arguments'])}```", text)


def _output(arguments: str) -> str:
    command = Path(sysconfig.get_path("scripts")) / "scopeinspect"
    environment = {name: value for name, value in os.environ.items() if name not in {"LINES", "FORCE_COLOR"}}
    done = subprocess.run(
        [command, *shlex.split(arguments)], cwd=REPOSITORY, capture_output=True, check=False, timeout=120,
        env={**environment, "COLUMNS": WIDTH, "NO_COLOR": "1", "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
    )  # fmt: skip
    return without_traceback(done.stdout.decode())


def without_traceback(text: str) -> str:
    """Return a text without its traceback, whose paths are another machine's, and whose marks another Python's."""
    return _TRACEBACK.sub("… the traceback …\n", text)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
