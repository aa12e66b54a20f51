"""Signals that come before there is anything to undo, and those that whoever started us lets us ignore."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scopeinspect.journal import load, save

from ..conftest import Command, environment
from ..recordings import Build
from .programs import BEGIN

EACH = pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return the path of a recording."""
    build = Build()
    for number in range(300):
        build.variable(f"v{number}")
    save(build.recording(), tmp_path / "a.scopes.jsonl")
    return tmp_path / "a.scopes.jsonl"


def show(saved: Path, module: str, number: int, prepare: Callable[[], object] = lambda: None) -> tuple[int, str, str]:
    """Show a recording, and send a signal once a module is imported; return the status and what was said.

    Python tells what it imports on standard error: what is returned of that is all else.
    """
    command = [sys.executable, "-X", "importtime", "-m", "scopeinspect", "show", "--format", "html", saved]
    printed, said = saved.with_name("printed"), []
    with printed.open("w") as file:
        process = subprocess.Popen(
            command, env=environment(), text=True, stdout=file, stderr=subprocess.PIPE,
            preexec_fn=prepare,  # noqa: PLW1509 - there is but one thread
        )  # fmt: skip
    assert process.stderr
    is_sent = False
    with process.stderr as told:
        for line in told:
            if not line.startswith("import time:"):
                said.append(line)
            elif line.rpartition("|")[2].strip() == module:
                process.send_signal(number)
                is_sent = True
    assert is_sent
    return process.wait(60), printed.read_text(), "".join(said)


@EACH
@pytest.mark.parametrize("module", ["click", "scopeinspect_cli.streams", "scopeinspect.model"])
def test_while_the_command_is_loaded(saved: Path, module: str, number: signal.Signals) -> None:
    """An exception may get lost there, in a callback of Python's imports, and the command would go on for hours."""
    status, _, said = show(saved, module, number)
    assert status in (-number, 128 + number), "by the signal itself, or by us"
    assert said == ""


@EACH
def test_ignored_from_the_start(saved: Path, number: signal.Signals) -> None:
    """As SIGHUP is under `nohup`, and Ctrl-C in the background of a shell's script."""
    status, printed, said = show(saved, "scopeinspect.render.html.data", number, lambda: signal.signal(number, signal.SIG_IGN))
    assert status == 0
    assert printed.rstrip().endswith("</html>")
    assert said == ""


@EACH
def test_ignored_while_a_script_runs(installed: Command, tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "program.py"
    path.write_text(BEGIN + f"os.kill(os.getppid(), {number:d})\ntime.sleep(0.2)\ntf.get_variable('late', [1])\n")

    def ignore() -> None:
        signal.signal(number, signal.SIG_IGN)

    ran = installed("run", "--save", "a.scopes.jsonl", path.name, cwd=tmp_path, preexec_fn=ignore)
    assert ran.status == 0
    assert [variable.name for variable in load(tmp_path / "a.scopes.jsonl").variables.values()] == ["scope/v", "late"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.scopes.jsonl", "program.py"]
