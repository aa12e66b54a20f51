"""Scripts that restore a checkpoint, or would: what differs is compared, and what is missing is done without."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from scopeinspect.errors import Status

from ..conftest import Command

SAVE = """\
import tensorflow as tf
tf.get_variable("old", [3])
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, "out put/model.ckpt", global_step=7)
"""
BUILD = """\
import os
import tensorflow as tf
tf.train.create_global_step()
tf.get_variable({}, {})
"""
RESTORES = {
    "the saver, of a path that is worked out": """\
with tf.Session() as session:
    tf.train.Saver(tf.trainable_variables()).restore(session, tf.train.latest_checkpoint("out put"))
""",
    "a library, from another folder": """\
where = os.path.abspath("out put")
os.chdir("/")
scaffold = tf.train.Scaffold(saver=tf.train.Saver(tf.trainable_variables()))
with tf.train.MonitoredTrainingSession(checkpoint_dir=where, scaffold=scaffold):
    pass
""",
}


def advised(shown: str) -> list[str]:
    """Return the words behind `scopeinspect` of the only command of a finding."""
    (command,) = [line.strip() for line in shown.splitlines() if line.startswith("          scopeinspect ")]
    return shlex.split(command)[1:]


@pytest.fixture
def folder(scopeinspect: Command, python: str, tmp_path: Path) -> Path:
    """Return one in which a script has saved its only variable."""
    (tmp_path / "save.py").write_text(SAVE)
    assert scopeinspect("run", "--python", python, "save.py", cwd=tmp_path).status == Status.CLEAN
    return tmp_path


@pytest.mark.parametrize("restore", RESTORES.values(), ids=RESTORES)
def test_names_that_differ(scopeinspect: Command, python: str, folder: Path, restore: str) -> None:
    (folder / "train.py").write_text(BUILD.format('"new"', [3]) + restore)
    ran = scopeinspect("check", "--python", python, "train.py", cwd=folder)
    assert "raised NotFoundError: Key new not found in checkpoint" in ran.stdout
    ran = scopeinspect(*advised(ran.stdout), "--python", python, cwd=folder)
    assert ran.status == Status.FINDINGS
    assert "old → new" in ran.stdout


EVALUATED = """\
import numpy as np
import tensorflow as tf

def model(features, labels, mode):
    with tf.variable_scope("net" if mode == "train" else "other"):
        logits = tf.matmul(features["x"], tf.get_variable("w", [8, 2]))
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=step)

x, y = {"x": np.ones((8, 8), "float32")}, np.zeros(8, "int64")
inputs = tf.estimator.inputs.numpy_input_fn(x, y, batch_size=8, shuffle=False)
estimator = tf.estimator.Estimator(model, model_dir="trained")
estimator.train(inputs, steps=1)
estimator.evaluate(inputs)
"""


def test_graph_that_is_built_after_a_session(scopeinspect: Command, python: str, tmp_path: Path) -> None:
    """What is compared is ended when that graph is there, too, and it is that one, not the one that was trained."""
    (tmp_path / "train.py").write_text(EVALUATED)
    ran = scopeinspect("check", "--python", python, "train.py", cwd=tmp_path)
    assert "raised NotFoundError: Key other/w not found in checkpoint" in ran.stdout
    ran = scopeinspect(*advised(ran.stdout), "--python", python, cwd=tmp_path)
    assert ran.status == Status.FINDINGS
    assert "net/w → other/w" in ran.stdout
    assert "graph 1 of train.py" in ran.stdout


def test_shapes_that_differ(scopeinspect: Command, python: str, folder: Path) -> None:
    (folder / "train.py").write_text(BUILD.format('"old"', [4]) + RESTORES["the saver, of a path that is worked out"])
    ran = scopeinspect("check", "--python", python, "train.py", cwd=folder)
    assert "raised InvalidArgumentError: Assign requires shapes of both" in ran.stdout
    ran = scopeinspect(*advised(ran.stdout), "--python", python, cwd=folder)
    assert ran.status == Status.FINDINGS
    assert "shape 3 → 4" in ran.stdout


@pytest.mark.parametrize("path", ['tf.train.latest_checkpoint("none")', '"none/model.ckpt"'])
def test_no_checkpoint(scopeinspect: Command, python: str, tmp_path: Path, path: str) -> None:
    restore = f"with tf.Session() as session:\n    tf.train.Saver().restore(session, {path})\n"
    (tmp_path / "train.py").write_text(BUILD.format('"new"', [3]) + restore)
    ran = scopeinspect("check", "--python", python, "train.py", cwd=tmp_path)
    assert ran.status == Status.SCRIPT_FAILED
    ran = scopeinspect(*advised(ran.stdout), "--python", python, cwd=tmp_path)
    assert ran.stdout.startswith("No findings")


def test_cell_of_a_notebook(scopeinspect: Command, python: str, folder: Path) -> None:
    restore = RESTORES["the saver, of a path that is worked out"]
    cells = [{"cell_type": "code", "source": source} for source in (BUILD.format('"new"', [3]), restore)]
    (folder / "lesson.ipynb").write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}))
    ran = scopeinspect("check", "--python", python, "lesson.ipynb", cwd=folder)
    assert "cell 2 raised NotFoundError: Key new not found in checkpoint" in ran.stdout
    assert advised(ran.stdout)[-2:] == ["out put/model.ckpt-7", "lesson.ipynb"]
