"""A checkpoint is read by TensorFlow, as it is: names, shapes and types, and what they are for."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scopeinspect import checkpoint
from scopeinspect.capture import ColdProcess
from scopeinspect.changes import Change
from scopeinspect.checkpoint import UnreadableCheckpointError
from scopeinspect.checkpoint_files import is_checkpoint
from scopeinspect.diff import Diff, compare
from scopeinspect.errors import InterpreterError
from scopeinspect.setup import Setup
from scopeinspect.variable_tree import TreeVariable, VariableTree

from .spawning import Spawners

NAMES = {
    "enc/w": ([3, 4], "float32", "model"),
    "enc/half": ([4], "float16", "model"),
    "v1_5": ([2], "float32", "model"),
    "conv_weight": ([2, 2], "float32", "model"),
    "parts": ([6, 2], "float32", "model"),
    "global_step": ([], "int64", "global-step"),
    "beta1_power": ([], "float32", "other"),
    "beta2_power": ([], "float32", "other"),
    "enc/w/ExponentialMovingAverage": ([3, 4], "float32", "moving-average"),
    "enc/w/Adam": ([3, 4], "float32", "slot"),
    "enc/w/Adam_1": ([3, 4], "float32", "slot"),
    "training/enc/w/Momentum": ([3, 4], "float32", "slot"),
    "v1_5/Adam": ([2], "float32", "slot"),
    "v1_5/Adam_1": ([2], "float32", "slot"),
}


@pytest.fixture(autouse=True)
def start(spawners: Spawners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let checkpoints be read by processes that share the import of TensorFlow, where nothing else is asked for."""
    monkeypatch.setitem(checkpoint.read.__kwdefaults__, "start", spawners.start)


@pytest.fixture
def broken(checkpoints: Path, tmp_path: Path) -> Path:
    """Return a copy of a folder of checkpoints, to be broken."""
    shutil.copytree(checkpoints / "named", tmp_path / "named")
    return tmp_path / "named"


def known(tree: VariableTree) -> dict[str, tuple[object, str, str]]:
    """Return what a tree says of each name."""
    return {name: (one.shape, one.dtype, one.kind) for name, one in tree.variables.items()}


@pytest.mark.parametrize(
    "path",
    ["named", "named/checkpoint", "named/model.ckpt-1", "named/model.ckpt-2.index", "named/model.ckpt-2.meta", "saved_model"],
)
def test_names(checkpoints: Path, python: str, path: str) -> None:
    assert is_checkpoint(str(checkpoints / path))
    tree = checkpoint.read(str(checkpoints / path), Setup(python=python))
    assert known(tree) == NAMES
    assert tree.source == "checkpoint"


def test_in_a_process_of_its_own(checkpoints: Path, python: str) -> None:
    assert known(checkpoint.read(str(checkpoints / "named"), Setup(python=python), start=ColdProcess)) == NAMES


def test_objects_by_the_names_of_their_variables(checkpoints: Path, python: str) -> None:
    tree = checkpoint.read(str(checkpoints / "objects"), Setup(python=python))
    assert known(tree)["encoder_name"] == ([5], "float32", "model")
    assert tree.names(slots=False) == {"encoder_name"}


def test_the_latest_of_a_folder(broken: Path, python: str) -> None:
    for file in broken.glob("model.ckpt-2.*"):
        file.unlink()
    assert "holds no checkpoint that its file `checkpoint` names" in unreadable(broken, python)
    (broken / "checkpoint").unlink()
    assert known(checkpoint.read(str(broken), Setup(python=python))) == NAMES


def unreadable(path: Path, python: str) -> str:
    """Return what is said of a checkpoint that can't be read."""
    with pytest.raises(UnreadableCheckpointError) as caught:
        checkpoint.read(str(path), Setup(python=python))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_broken_ones(broken: Path, python: str) -> None:
    prefix = broken / "model.ckpt-1"
    (shard,) = broken.glob("model.ckpt-1.data-*")
    assert shard.name == "model.ckpt-1.data-00000-of-00001"
    content = shard.read_bytes()
    shard.rename(broken / "model.ckpt-1.data-00000-of-00002")
    assert "model.ckpt-1.data-00001-of-00002: is missing" in unreadable(prefix, python)
    (broken / "model.ckpt-1.data-00000-of-00002").unlink()
    assert "has no file of values" in unreadable(prefix, python)
    shard.write_bytes(content[:-1])
    assert re.search(r"model\.ckpt-1: is cut off: its values take [\d,]+ bytes, and its files have", unreadable(prefix, python))
    shard.write_bytes(content)
    index = broken / "model.ckpt-1.index"
    index.write_bytes(index.read_bytes()[:50])
    assert "TensorFlow can't read it as a checkpoint" in unreadable(prefix, python)
    index.unlink()
    assert "model.ckpt-1.index is missing" in unreadable(prefix, python)


def test_table_of_objects_that_is_none(tmp_path: Path, python: str) -> None:
    source = """
import sys, tensorflow as tf
tf = getattr(tf, "compat").v1
tf.disable_v2_behavior()
table = tf.Variable(b"\\xff\\xff no proto", name="table")
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    tf.train.Saver({"_CHECKPOINTABLE_OBJECT_GRAPH": table}).save(session, sys.argv[1])
"""
    subprocess.run([python, "-c", source, tmp_path / "odd"], capture_output=True, check=True, timeout=240)
    assert "TensorFlow can't read it as a checkpoint" in unreadable(tmp_path / "odd", python)


def test_folders_without(tmp_path: Path, python: str) -> None:
    (tmp_path / "checkpoint").write_text("not a proto")
    assert "holds no checkpoint that its file `checkpoint` names" in unreadable(tmp_path, python)
    (tmp_path / "checkpoint").unlink()
    assert "holds no checkpoint;" in unreadable(tmp_path, python)
    for name in ("a", "b"):
        (tmp_path / f"{name}.index").touch()
    assert "holds several checkpoints" in unreadable(tmp_path, python)


def test_interpreters_without(checkpoints: Path, tmp_path: Path) -> None:
    with pytest.raises(InterpreterError, match="can't be started"):
        checkpoint.read(str(checkpoints / "named"), Setup(python=str(tmp_path / "python")), start=ColdProcess)
    (tmp_path / "python").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "python").chmod(0o755)
    with pytest.raises(UnreadableCheckpointError, match="ended before"):
        checkpoint.read(str(checkpoints / "named"), Setup(python=str(tmp_path / "python")), start=ColdProcess)


@pytest.mark.parametrize("name", ["train.py", "a.scopes.jsonl", "nowhere", "."])
def test_what_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").touch()
    assert not is_checkpoint(name)


def against(checkpoints: Path, python: str, *variables: tuple[str, list[int], str]) -> Diff:
    """Return the diff from the checkpoint to a program with these variables."""
    new = {
        name: TreeVariable(name, shape, dtype, trainable=True, initializer="zeros_initializer()",
                           collections=("trainable_variables", "variables"))
        for name, shape, dtype in variables
    }
    old = checkpoint.read(str(checkpoints / "named"), Setup(python=python))
    return compare(old, VariableTree("train.py", "program", new))


def by_name(diff: Diff) -> dict[str, Change]:
    """Return each change by the name it is about."""
    return {change.name: change for change in diff.changes}


def test_what_a_program_misses(checkpoints: Path, python: str) -> None:
    found = against(
        checkpoints,
        python,
        ("encoder/w", [3, 4], "float32"),
        ("encoder/half", [4], "float32"),
        ("v1", [2], "float32"),
        ("conv_weights", [2, 9], "float32"),
        ("unheard", [77], "float32"),
    )
    changes = by_name(found)
    assert found.verdict == "breaks"
    assert changes["encoder/"].pairs == (("enc/w", "encoder/w"), ("enc/half", "encoder/half"))
    assert changes["encoder/half"].kind == "variable-dtype-changed"
    assert changes["v1"].old == "v1_5"
    assert "_5 was appended" in changes["v1"].detail
    assert changes["unheard"].code == "SI405"
    assert "near" not in changes["unheard"].detail
    assert "near it, conv_weight is gone, 2×2 float32" in changes["conv_weights"].detail
    assert {name for name, change in changes.items() if change.kind == "checkpoint-key-unused"} == {
        "conv_weight", "parts",
    }  # fmt: skip


def test_what_is_not_used_is_no_harm(checkpoints: Path, python: str) -> None:
    found = against(checkpoints, python, ("enc/w", [3, 4], "float32"))
    assert found.verdict == "restores"
    assert {change.code for change in found.changes} == {"SI407"}
    # What the optimizer has left in the checkpoint is nobody's business.
    assert {change.name for change in found.changes} == {"enc/half", "v1_5", "conv_weight", "parts"}
