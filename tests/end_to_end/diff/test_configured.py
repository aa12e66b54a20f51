"""Targets that are configured are run so by `baseline`, `diff` and `why`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ...conftest import Command
from .sides import CHANGES, CLEAN, FAILED, PROGRAM, git


def test_configured_targets(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.py").write_text(PROGRAM)
    (tmp_path / "models" / "b.py").write_text("import sys\n" + PROGRAM + "assert sys.argv[1:] == ['--x']\n")
    (tmp_path / "pyproject.toml").write_text(
        "[[tool.scopeinspect.targets]]\nscript = 'models/a.py'\n"
        "[[tool.scopeinspect.targets]]\nscript = 'models/b.py'\nargs = ['--x']\nbaseline = 'b.json'\n"
        "[[tool.scopeinspect.targets]]\nscript = 'models/missing.py'\n"
    )
    ran = scopeinspect("baseline", cwd=tmp_path / "models")
    assert ran.status == FAILED
    assert "missing.py: there is no such file" in ran.stderr
    assert json.loads((tmp_path / "b.json").read_text())["target"] == "models/b.py"
    assert json.loads((tmp_path / "models" / "a.baseline.json").read_text())["target"] == "a.py"


def test_bad_configuration(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.scopeinspect]\nfail_on = 'any'\n")
    ran = scopeinspect("baseline", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "did you mean fail-on?" in ran.stderr


CONFIGURED = """
[[tool.scopeinspect.targets]]
script = "train.py"
args = ["--name", "enc"]
stop-at = "session"

[[tool.scopeinspect.targets]]
script = "model.py:build"
call = "size=3"

[[tool.scopeinspect.targets]]
script = "-m trainer"
args = ["--name", "enc"]
stop-at = "session"
"""
TRAINS = """\
import sys
import tensorflow as tf

assert sys.argv[1] == "--name"
with tf.variable_scope(sys.argv[2]):
    tf.get_variable("w", [3, 4])
    tf.get_variable("b", [4])
tf.Session().run(tf.no_op())
raise SystemExit("it trained")
"""


@pytest.fixture
def configured(scopeinspect: Command, tmp_path: Path) -> Path:
    """Return a folder whose targets need what is configured for them, with their baselines."""
    (tmp_path / "pyproject.toml").write_text(CONFIGURED)
    (tmp_path / "train.py").write_text(TRAINS)
    (tmp_path / "trainer.py").write_text(TRAINS)
    (tmp_path / "model.py").write_text("import tensorflow as tf\n\ndef build(size):\n    tf.get_variable('w', [size])\n")
    (tmp_path / "below").mkdir()
    written = scopeinspect("baseline", cwd=tmp_path)
    assert written.status == CLEAN, written.stderr
    return tmp_path


@pytest.mark.parametrize(
    ("sides", "status"),
    [
        (["train.baseline.json", "train.py"], CLEAN),
        (["train.baseline.json", "train.py", "--", "--name", "dec"], CHANGES),
        (["model.build.baseline.json", "model.py:build"], CLEAN),
        (["--call", "size=4", "model.build.baseline.json", "model.py:build"], CHANGES),
        (["-m", "trainer.baseline.json", "trainer"], CLEAN),
        (["-m", "trainer.baseline.json", "trainer", "--", "--name", "dec"], CHANGES),
    ],
)
def test_targets_are_run_as_they_are_configured(
    scopeinspect: Command, configured: Path, sides: list[str], status: int
) -> None:
    """What the command line says counts over it, as with `check`."""
    ran = scopeinspect("diff", *sides, cwd=configured)
    assert (ran.status, ran.stderr) == (status, "")


def test_why_runs_a_target_as_it_is_configured(scopeinspect: Command, configured: Path) -> None:
    ran = scopeinspect("why", "../train.py", "enc/w", cwd=configured / "below")
    assert (ran.status, ran.stderr) == (CLEAN, "")
    ran = scopeinspect("why", "-m", "trainer", "dec/w", "--", "--name", "dec", cwd=configured)
    assert (ran.status, ran.stderr) == (CLEAN, "")


def test_configured_target_against_a_revision(scopeinspect: Command, configured: Path) -> None:
    git(configured, "init", "-q")
    git(configured, "add", "-A")
    git(configured, "commit", "-q", "-m", "first")
    (configured / "train.py").write_text(TRAINS.replace("sys.argv[2]", "'new_' + sys.argv[2]"))
    ran = scopeinspect("diff", "--against", "HEAD", "--format", "github", "../train.py", cwd=configured / "below")
    assert (ran.status, ran.stderr) == (CHANGES, "")
    assert "::error file=train.py," in ran.stdout
    assert "enc/ is new_enc/ now" in ran.stdout
    ran = scopeinspect("diff", "--against", "HEAD", "train.baseline.json", cwd=configured)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "train.baseline.json: is nothing to be run, so it can't be run at HEAD" in ran.stderr


def test_target_that_is_configured_twice(scopeinspect: Command, configured: Path) -> None:
    """`check` of its name takes both; what takes one says which it takes, and arguments choose another."""
    more = '\n[[tool.scopeinspect.targets]]\nscript = "train.py"\nargs = ["--name", "dec"]\nstop-at = "session"\nbaseline = "dec.json"\n'
    (configured / "pyproject.toml").write_text(CONFIGURED + more)
    assert "2 variables" in scopeinspect("baseline", "train.py", cwd=configured).stdout
    assert (configured / "dec.json").exists()
    checked = scopeinspect("check", "train.py", cwd=configured)
    assert (checked.status, checked.stderr) == (CLEAN, "")
    assert "2 targets" in checked.stdout
    ran = scopeinspect("diff", "train.baseline.json", "train.py", cwd=configured)
    assert ran.status == CLEAN
    assert ran.stderr == "scopeinspect: train.py is configured 2 times; this is the first of them, with --name enc.\n"
    ran = scopeinspect("diff", "dec.json", "train.py", "--", "--name", "dec", cwd=configured)
    assert (ran.status, ran.stderr) == (CLEAN, "")
