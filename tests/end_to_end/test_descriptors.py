"""What a shell's `<(…)` names is a descriptor: the script's own program or an argument of it, as under `python`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ..conftest import COMMAND, environment

PROGRAM = """\
import sys
import tensorflow as tf

with open(sys.argv[1]) as names:
    for name in names.read().split():
        tf.get_variable(name, [2])
"""


@pytest.mark.parametrize("targets", [("<(cat program.py)",), ("program.py", "<(cat program.py)")])
def test_program(tmp_path: Path, targets: tuple[str, ...]) -> None:
    """Several are run by forks of a process that knows nothing of our descriptors."""
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "names").write_text("first first")
    assert "variable-already-exists: first was made before" in said(tmp_path, "check", *targets, "--", "names")


def test_argument(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    assert "2 variables" in said(tmp_path, "run", "program.py", "<(echo first second)")


def said(folder: Path, *words: str) -> str:
    """Return what the command prints when bash starts it with these words."""
    line = f'"$0" {" ".join(words)}'
    done = subprocess.run(["bash", "-c", line, COMMAND], cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=120)
    return done.stdout
