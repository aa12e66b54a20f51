"""What shares its imports is what a process of its own is: the command, and the recorders that it starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from .conftest import Command, Record, environment
from .runs import Ran
from .samples.expectations import NOTEBOOK, SAMPLES

RAISES = "import sys\nimport tensorflow as tf\ntf.get_variable('v', [2])\nprint('out', sys.argv, flush=True)\nraise KeyError('gone')\n"
LEAVES = "import os\nimport tensorflow as tf\ntf.get_variable('v', [2])\nprint(os.getcwd(), os.environ['OURS'], flush=True)\nos._exit(3)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with programs."""
    (tmp_path / "raises.py").write_text(RAISES)
    (tmp_path / "leaves.py").write_text(LEAVES)
    shutil.copy(SAMPLES / "shared_filter.py", tmp_path)
    shutil.copy(NOTEBOOK, tmp_path / "notebook.ipynb")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["run"],
        ["run", "--no-such-option"],
        ["show", "missing.scopes.jsonl"],
        ["run", "raises.py", "one", "--two"],
        ["run", "--env", "OURS=a", "--format", "json", "leaves.py"],
        ["run", "--stop-at", "session", "--cwd", ".", "shared_filter.py"],
        ["run", "notebook.ipynb"],
        ["check", "-j", "1", "--format", "markdown", "shared_filter.py", "raises.py", "nowhere.py"],
        ["diff", "--format", "json", "shared_filter.py", "raises.py"],
        ["dump", "--format", "dot", "shared_filter.py"],
    ],
    ids=" ".join,
)
def test_same_as_in_a_process_of_its_own(
    scopeinspect: Command, installed: Command, folder: Path, arguments: list[str]
) -> None:
    ran, alone = (run(*arguments, cwd=folder, env={"COLUMNS": "100"}) for run in (scopeinspect, installed))
    assert ran == alone


def test_same_on_tensorflow_1(scopeinspect: Command, installed: Command, folder: Path, tf1_python: str) -> None:
    arguments = ["run", "--python", tf1_python, "--format", "json", "raises.py"]
    ran, alone = (run(*arguments, cwd=folder) for run in (scopeinspect, installed))
    assert ran == alone
    assert '"tensorflow": "1.15' in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [["run"], ["check"], ["check", "-j", "2"], ["why"], ["baseline"], ["dump", "--format", "dot"], ["diff", "tells.py"]],
    ids=" ".join,
)
def test_nothing_is_imported_anew(scopeinspect: Command, folder: Path, arguments: list[str]) -> None:
    """Or the tests would take many times as long, and nobody would know."""
    (folder / "tells.py").write_text("import tensorflow as tf\ntf.get_variable('v', [2])\nprint(open('/proc/self/cmdline').read())\n")
    rest = ["v"] if arguments == ["why"] else []
    ran = scopeinspect(*arguments, "tells.py", *rest, cwd=folder)
    started = [line.split("\0")[1] for line in ran.stderr.splitlines()]
    assert started, "each time it says what it is a fork of"
    assert all("spawners" in program for program in started)


def test_in_a_shell(scopeinspect: Command, on_path: Path, folder: Path) -> None:
    """It is the same command there, a fork, too, with the streams and the status that a shell knows."""
    (folder / "tells.py").write_text(f"print(open('/proc/self/cmdline').read(), open(0).read(), flush=True)\n{RAISES}")
    paths = os.pathsep.join([str(on_path), os.environ["PATH"]])
    done = subprocess.run(
        "echo heard | scopeinspect run tells.py 'two words'", shell=True, cwd=folder, env=environment({"PATH": paths}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ran = scopeinspect("run", "tells.py", "two words", cwd=folder)
    assert (done.returncode, done.stdout) == (ran.status, ran.stdout)
    assert done.stderr.replace("heard\n", "") == ran.stderr
    assert "spawners" in done.stderr
    assert "heard" in done.stderr


def test_one_does_not_see_another(scopeinspect: Command, folder: Path) -> None:
    """Nor what it has changed, made or imported."""
    program = "import os, sys\nimport tensorflow as tf\nassert not hasattr(tf, 'mine')\ntf.mine = 1\ntf.get_variable('v', [2])\nos.environ['OURS'] = 'b'\n"
    (folder / "marks.py").write_text(program + "os.chdir('/')\n")
    runs = [scopeinspect("run", "marks.py", cwd=folder) for _ in range(2)]
    assert runs[0] == runs[1]
    assert (runs[0].status, runs[0].stderr) == (0, "")
    assert isinstance(runs[0], Ran)


def test_temporary_files_go_where_they_are_removed(
    record: Record, python: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Those of programs, as ours."""
    (tmp_path / "program.py").write_text("import tempfile\nimport tensorflow as tf\nassert False, tempfile.mkdtemp()\n")
    error = record(tmp_path / "program.py", python=python).outcome.error
    assert error is not None
    for folder in (error.message, tempfile.mkdtemp()):
        assert Path(folder).is_relative_to(tmp_path_factory.getbasetemp())
