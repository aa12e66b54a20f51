"""What a run says of itself below its tree: what was not heard, and what was not recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.errors import Status

from ..conftest import Command

BUILD = """\
import sys
import tensorflow as tf
def build(units=2, *, deep=False):
    return tf.get_variable("w", [units])
"""
UNHEARD = "note: --units is in sys.argv, and no argument of the function; --call 'units=…', before the target, gives it\n"


@pytest.mark.parametrize(("before", "behind", "is_told"), [
    ([], ["--units", "3"], True),
    ([], ["--units=3"], True),
    (["--call", "deep=True"], ["--units=3"], True),
    (["--call", "units=3"], ["--units=3"], False),
    ([], ["--unit=3", "units", "--steps", "5"], False),
])  # fmt: skip
def test_argument_that_the_function_is_not_given(
    scopeinspect: Command, tmp_path: Path, before: list[str], behind: list[str], *, is_told: bool
) -> None:
    (tmp_path / "model.py").write_text(BUILD)
    done = scopeinspect("run", *before, "model.py:build", *behind, cwd=tmp_path, env={"COLUMNS": "200"})
    assert (done.status, UNHEARD in done.stdout) == (0, is_told)


FORKS = """\
import os
import tensorflow as tf
{}
if not os.fork():
    {}
    os._exit(0)
os.wait()
"""
UNTOLD = "note: a process that the script forked made ops, which are not recorded\n"


@pytest.mark.parametrize(("child", "is_told"), [
    ('tf.get_variable("w", [2])', True),
    ("tf.Variable(1.0)", True),
    ("tf.trainable_variables()", False),
])  # fmt: skip
@pytest.mark.parametrize("own", ["", 'tf.get_variable("own", [2])'])
def test_fork_that_makes_ops(
    scopeinspect: Command, python: str, tmp_path: Path, own: str, child: str, *, is_told: bool
) -> None:
    (tmp_path / "train.py").write_text(FORKS.format(own, child))
    done = scopeinspect("run", "--python", python, "train.py", cwd=tmp_path, env={"COLUMNS": "200"})
    assert (done.status, UNTOLD in done.stdout) == (Status.CLEAN if own else Status.FINDINGS, is_told)
    assert ("own" in done.stdout) == bool(own)
