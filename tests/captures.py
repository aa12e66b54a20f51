"""The captures in README: `python -m tests.captures` runs each command again and writes what it prints now."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
README = REPOSITORY / "README.md"
LOOK = {"COLUMNS": "100", "NO_COLOR": "1", "LANG": "C.UTF-8"}

_CAPTURE = re.compile(r"```console\n\$ scopeinspect (?P<arguments>[^\n]*)\n.*?```", re.DOTALL)

_TRACEBACK = re.compile(r"^Traceback .*?\n(?=\n)", re.DOTALL | re.MULTILINE)


def renewed(text: str, printed: Callable[[list[str]], str]) -> str:
    """Return a text with what its commands print now.

    Args:
        text: of README.
        printed: what the command prints, in the repository and with LOOK in its environment, when it is given these arguments.
    """

    def anew(match: re.Match[str]) -> str:
        output = without_traceback(printed(shlex.split(match["arguments"])))
        return f"```console\n$ scopeinspect {match['arguments']}\n{output}```"

    return _CAPTURE.sub(anew, text)


def installed(arguments: list[str]) -> str:
    """Return what the installed command prints."""
    command = Path(sysconfig.get_path("scripts")) / "scopeinspect"
    environment = {name: value for name, value in os.environ.items() if name not in {"LINES", "FORCE_COLOR"}}
    done = subprocess.run(
        [command, *arguments], cwd=REPOSITORY, capture_output=True, check=False, timeout=120,
        env={**environment, **LOOK, "PYTHONUTF8": "1"},
    )  # fmt: skip
    return done.stdout.decode()


def without_traceback(text: str) -> str:
    """Return a text without its traceback, whose paths are another machine's, and whose marks another Python's."""
    return _TRACEBACK.sub("… the traceback …\n", text)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8"), installed), encoding="utf-8")
