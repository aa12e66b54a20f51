"""The stacks that TensorFlow quotes in its messages are those of a plain run: no frame of ours stands in them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from scopeinspect.rules.refusals import unmet_refusals

from ..conftest import Command, Record
from ..recorder.targets import RECORDER

PROGRAM = """\
import sys
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

made = []

def layer(x):
    w = tf.get_variable("w", [2])
    if made:
        tf.get_variable("other", [2])
    made.append(1)
    return x * w

shared = tf.make_template("shared", layer)

def build():
    inside = tf.make_template("inside", layer)
    for template in (shared, inside):
        made.clear()
        template(tf.ones([2]))
        try:
            template(tf.ones([2]))
        except ValueError as error:
            print(error, file=open({said!r}, "a"))
    template(tf.ones([2]))

if __name__ == "__main__":
    build()
"""


@pytest.mark.parametrize("function", ["", ":build"])
def test_template(record: Record, python: str, tmp_path: Path, function: str) -> None:
    program, said = tmp_path / "model.py", tmp_path / "said"
    program.write_text(PROGRAM.format(said=str(said)))
    command = ["-c", "from model import build; build()"] if function else [str(program)]
    subprocess.run([python, *command], cwd=tmp_path, capture_output=True, check=False)
    plain = users_frames(said.read_text())
    assert plain == ["line 14, in <module>", "line 17, in build"]
    said.unlink()
    recording = record(f"{program}{function}", python=python)
    assert users_frames(said.read_text()) == plain
    assert str(RECORDER) not in said.read_text()
    (refusal,) = unmet_refusals(recording)
    assert refusal.variables == ("inside/other",)


FAILS = """\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

def build():
    return tf.check_numerics(tf.constant([1.0]) / 0.0, "made in vain", name="checked")

with tf.Session() as session:
    try:
        session.run(build())
    except tf.errors.InvalidArgumentError as error:
        for text in (str(error), error.message):
            print(text, file=open("said", "a"))
"""


def test_op_that_fails(scopeinspect: Command, python: str, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(FAILS)
    said = tmp_path / "said"
    subprocess.run([python, "model.py"], cwd=tmp_path, capture_output=True, check=False)
    plain = said.read_text()
    assert users_frames(plain)[:2] == ["line 9, in <module>", "line 5, in build"]
    said.unlink()
    scopeinspect("run", "--python", python, "model.py", cwd=tmp_path)
    assert said.read_text() == plain


def users_frames(text: str) -> list[str]:
    """Return line and function of the program's frames; a `-c` and the import of a module have others around them."""
    return re.findall(r'File ".*model\.py", (line \d+, in .*)', text)
