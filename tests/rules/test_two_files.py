"""A finding whose lines are in several files names the file of each; one in a single file does not repeat it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.rules.rule import Diagnostic

from ..conftest import Record
from .expected import found

BUILD = """\
import tensorflow as tf


def build(x):
    w = tf.Variable(tf.zeros([4, 4]), name="w")
    v = tf.Variable(tf.zeros([4, 2]), name="v")
    return x @ w @ v
"""
CALLS = """\
x = tf.placeholder(tf.float32, [None, 4])
y = build(x)
z = build(tf.placeholder(tf.float32, [None, 4]))
"""
SHARED = """\
import tensorflow as tf


def build(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return x @ tf.get_variable("w", [4, 4])
"""


def one(record: Record, main: Path, code: str) -> Diagnostic:
    """Return the one finding of a rule."""
    (told,) = [each for each in found(record(main), main.parent) if each.code == code]
    return told


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """Return the path of a script that imports `model`."""
    (tmp_path / "model.py").write_text(BUILD, encoding="utf-8")
    path = tmp_path / "main.py"
    path.write_text(f"import tensorflow as tf\n\nfrom model import build\n\n{CALLS}", encoding="utf-8")
    return path


def test_lines_to_type(record: Record, main: Path) -> None:
    """The calls are in the file that is quoted, what they make is not."""
    told = [line for fix in one(record, main, "SI102").fixes for line in fix.code]
    assert 'w = tf.get_variable("w", [4, 4], initializer=tf.zeros_initializer())  # line 5 of model.py' in told
    assert "with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):  # line 7" in told


def test_sites_in_two_files(record: Record, main: Path) -> None:
    (main.parent / "model.py").write_text(SHARED, encoding="utf-8")
    main.write_text(main.read_text().replace("z = build(", "z = build(y), build("), encoding="utf-8")
    told = one(record, main, "SI101")
    assert {Path(role.site.file).name for role in told.roles} == {"main.py", "model.py"}
    assert told.fixes[0].purpose == "to share net/w, make the second call at line 7 of main.py in reuse mode; no name changes:"


def test_sites_in_one_file(record: Record, main: Path) -> None:
    main.write_text(BUILD + CALLS, encoding="utf-8")
    told = one(record, main, "SI102")
    lines = [line.rpartition("  # ")[2] for fix in told.fixes for line in fix.code if "  # " in line]
    assert lines == ["line 5", "line 6", "line 10"]
    assert not any(" of main.py" in text for text in (told.message, told.why, *(fix.purpose for fix in told.fixes)))
