"""Standard streams that are closed, early or from the start."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from scopeinspect.journal import load, save

from ...conftest import COMMAND, environment
from ...recordings import Build


@pytest.mark.parametrize("format_name", ["text", "json", "html"])
def test_stdout_closed_early(tmp_path: Path, format_name: str) -> None:
    """As with `| head -1`: the reader has what it wants, so there is nothing to complain of, and nothing was found."""
    build = Build()
    for number in range(2000):
        build.variable(f"v{number}")
    save(build.recording(), tmp_path / "a.scopes.jsonl")
    command = [COMMAND, "show", "--depth", "all", "--format", format_name, tmp_path / "a.scopes.jsonl"]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 128 + signal.SIGPIPE
    assert complaint == b""


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_streams_that_are_closed_from_the_start(tmp_path: Path, closed: tuple[int, ...]) -> None:
    """As with `>&-`: what goes there goes nowhere, and nothing else goes where it should not."""
    (tmp_path / "program.py").write_text("import tensorflow as tf\ntf.get_variable('v', [2, 3])\nprint('printed')\n")
    command = [COMMAND, "run", "--save", "a.scopes.jsonl", "program.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: [os.close(number) for number in closed] and None,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == ("" if 2 in closed else "printed\n")
    assert ("1 variable, all trainable" in done.stdout) == (1 not in closed)
    assert [variable.name for variable in load(tmp_path / "a.scopes.jsonl").variables.values()] == ["v"]
