"""TensorFlow is imported quietly in processes that have no standard error, too."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import Command
from .targets import RECORDER

PROGRAM = Path(__file__).with_name("hooks_program.py")

IMPORT = f"""
import os, sys
sys.path.insert(0, {str(PROGRAM.parent)!r})
import hooks_program
{{before}}
print(hooks_program.load({str(RECORDER)!r}).__name__)
{{after}}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sys.stderr = None", "assert sys.stderr is None; os.fstat(2)"),
        ("os.close(2)", ""),
        ("sys.stderr = None; os.close(2)", ""),
        ("sys.stderr.close()", ""),
    ],
)
def test_without_standard_error(before: str, after: str) -> None:
    program = IMPORT.format(before=before, after=after)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "tensorflow\n")


FILTERS = """
import sys, warnings
{load}
for entry in warnings.filters:
    print(entry)
"""


def test_filters_are_those_that_tensorflow_leaves_and_one_for_its_layers() -> None:
    quietly = f"sys.path.insert(0, {str(PROGRAM.parent)!r})\nimport hooks_program\nhooks_program.load({str(RECORDER)!r})"
    plain, ours = (
        subprocess.run([sys.executable, "-c", FILTERS.format(load=load)], capture_output=True, text=True, check=True)
        for load in ("import tensorflow", quietly)
    )
    assert "numpy" in plain.stdout, "TensorFlow's libraries set some"
    first, rest = ours.stdout.split("\n", 1)
    assert first.startswith("('ignore', re.compile('`(tf")
    assert rest == plain.stdout


LAYERS = """
import warnings
import tensorflow as tf
tf.nn.rnn_cell.GRUCell(4)
tf.layers.flatten(tf.layers.dense(tf.placeholder(tf.float32, [None, 4]), 4))
warnings.warn("tf.layers is what we use")
"""


@pytest.mark.parametrize(("options", "told"), [([], []), (["-v"], ["GRUCell", "dense", "flatten"])])
def test_layers_are_not_complained_of(
    scopeinspect: Command, tmp_path: Path, options: list[str], told: list[str]
) -> None:
    (tmp_path / "train.py").write_text(LAYERS)
    done = scopeinspect("run", *options, "train.py", cwd=tmp_path)
    assert re.findall(r"UserWarning: `[\w.]+\.(\w+)` is deprecated", done.stderr) == told
    assert "UserWarning: tf.layers is what we use" in done.stderr
