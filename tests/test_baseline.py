"""A baseline is the same on every TensorFlow, survives the way through its file, and is never mistaken."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scopeinspect import baseline
from scopeinspect.baseline import UnreadableBaselineError
from scopeinspect.diff import compare
from scopeinspect.variable_tree import TreeVariable, VariableTree, tree_of

from .conftest import Record
from .samples.expectations import EXPECTATIONS, NOTEBOOK, SAMPLES

TARGETS = [*EXPECTATIONS, NOTEBOOK.name]

TEXT = """\
{
"schema": "scopeinspect/baseline/1",
"target": "train.py",
"variables": {
"conv1/biases": {"shape": [32], "dtype": "float32", "trainable": true, "initializer": "constant_initializer(0.0)"},
"conv1/weights": {"shape": [5, 5, 32, 32], "dtype": "float32", "trainable": true, \
"initializer": "truncated_normal_initializer(stddev=0.02)"}
}}
"""


def written(tmp_path: Path, text: str | bytes) -> Path:
    """Write a file and return its path."""
    path = tmp_path / "train.baseline.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def variables(tree: VariableTree) -> dict[str, TreeVariable]:
    """Return what a tree has, as a plain dictionary."""
    return dict(tree.variables)


@pytest.fixture(scope="session")
def text_of_sample(record: Record) -> Callable[..., str]:
    """Return a function that gives the baseline of a sample, in an interpreter."""

    def text(name: str, python: str, *, slots: bool = False) -> str:
        tree = tree_of(record(SAMPLES / name, python=python))
        return baseline.text_of(baseline.of_tree(tree, name, slots=slots))

    return text


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("slots", [False, True], ids=["", "with slots"])
def test_same_bytes_on_both_versions(
    text_of_sample: Callable[..., str], tf1_python: str, name: str, slots: bool
) -> None:
    here = text_of_sample(name, sys.executable, slots=slots)
    assert here == text_of_sample(name, tf1_python, slots=slots)
    assert len(json.loads(here)["variables"]) > 0


@pytest.mark.parametrize("name", TARGETS)
def test_file_gives_back_the_tree(record: Record, tmp_path: Path, name: str) -> None:
    tree = tree_of(record(SAMPLES / name))
    for slots in (False, True):
        kept = baseline.of_tree(tree, name, slots=slots)
        path = tmp_path / "kept.json"
        baseline.save(kept, path)
        back = baseline.load(path)
        assert path.read_text() == baseline.text_of(back)
        assert baseline.say_the_same(back, kept)
        assert compare(back, tree, slots=slots).changes == ()
        assert compare(tree, back, slots=slots).changes == ()


def test_names_are_those_of_tensorflow(record: Record) -> None:
    kept = baseline.of_tree(tree_of(record(SAMPLES / "shared_filter.py")), "shared_filter.py")
    assert set(kept.variables) == set(EXPECTATIONS["shared_filter.py"].variables)


def test_text(tmp_path: Path) -> None:
    """The file of the format's description is read, and written again byte for byte."""
    assert baseline.text_of(baseline.load(written(tmp_path, TEXT))) == TEXT


def test_unrelated_lines_leave_it_alone(record: Record, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    text = 'import tensorflow as tf\ntf.get_variable("w", [3])\n'
    program.write_text(text)
    before = baseline.text_of(baseline.of_tree(tree_of(record(program)), "program.py"))
    other = tmp_path / "other.py"
    other.write_text("# a comment\n\n" + text + "tf.zeros([4])\n")
    assert baseline.text_of(baseline.of_tree(tree_of(record(other)), "program.py")) == before


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("train.py", "train.baseline.json"),
        ("models/gan.py", "models/gan.baseline.json"),
        ("lesson.ipynb", "lesson.baseline.json"),
        ("models/gan.py:build", "models/gan.build.baseline.json"),
        ("-m project.train", "project.train.baseline.json"),
        ("project.model:build", "project.model.build.baseline.json"),
        ("folder.v2", "folder.v2.baseline.json"),
    ],
)
def test_default_path(target: str, expected: str) -> None:
    assert baseline.default_path(target, Path("/repo")) == Path("/repo") / expected


LINE = '"w": {"shape": [3], "dtype": "float32", "trainable": true, "initializer": null}'


def file_with(variables: str, schema: str = "scopeinspect/baseline/1") -> str:
    """Return the text of a baseline."""
    return f'{{"schema": "{schema}", "target": "t.py", "variables": {{{variables}}}}}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        (TEXT[:-30], "can't be read as a baseline"),
        (TEXT.encode()[: len(TEXT) // 2] + b"\xff\xfe", "can't be read as a baseline"),
        ("not JSON", "can't be read as a baseline"),
        ('{"name": "package.json"}', "is not a baseline"),
        ("[]", "is not a baseline"),
        ("null", "is not a baseline"),
        (file_with(LINE, "scopeinspect/baseline/2"), "upgrade scopeinspect"),
        (file_with(LINE, "scopeinspect/report/1"), "is not a baseline but scopeinspect/report/1; those"),
        ("<!doctype html>\n<html>", "is not a baseline but an HTML page; those are written by"),
        ('<?xml version="1.0"?>\n<testsuites/>', "is not a baseline but XML; those are written by"),
        ('{"e":"start","schema":"scopeinspect/recording/1"}\n{}', "is not a baseline but a recording; those are"),
        ("model.py · TensorFlow 2.21.0", "can't be read as a baseline, which is JSON; those are written by"),
        (file_with(f"{LINE}, {LINE}"), "'w' is there twice"),
        (file_with(LINE.replace("[3]", "[-3]")), ">= 0"),
        (file_with(LINE.replace("[3]", '"3"')), "Expected `array | null`"),
        (file_with(LINE.replace("true", "1")), "Expected `bool`"),
        (file_with('"w": {}'), "missing required field"),
        ('{"schema": "scopeinspect/baseline/1", "target": "t.py"}', "missing required field `variables`"),
        (TEXT.replace('"conv1/b', '<<<<<<< HEAD\n"conv1/b'), "conflict markers"),
        ("[" * 100_000, "can't be read as a baseline"),
        (file_with(LINE.replace("3", "9" * 6000)), "can't be read as a baseline"),
    ],
)
def test_bad_files(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UnreadableBaselineError) as caught:
        baseline.load(path)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBaselineError, match="No such file"):
        baseline.load(tmp_path / "no.json")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBaselineError, match="Is a directory"):
        baseline.load(tmp_path)


def test_gigantic_file(tmp_path: Path) -> None:
    path = tmp_path / "gigantic.json"
    with path.open("wb") as file:
        file.truncate(baseline.LARGEST + 1)  # sparse: it takes no room
    with pytest.raises(UnreadableBaselineError, match="too large"):
        baseline.load(path)


def test_added_fields_are_let_be(tmp_path: Path) -> None:
    path = written(tmp_path, file_with(LINE.replace("{", '{"new": [1], ', 1)))
    assert set(baseline.load(path).variables) == {"w"}


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VARIABLES = st.builds(
    TreeVariable,
    name=TEXTS,
    shape=st.none() | st.lists(st.none() | st.integers(0, 2**62), max_size=4),
    dtype=TEXTS,
    kind=st.sampled_from(["model", "slot", "moving-average", "global-step", "other"]),
    trainable=st.booleans(),
    initializer=st.none() | TEXTS,
    kept_for=st.none() | TEXTS,
)


@given(st.lists(VARIABLES, unique_by=lambda one: one.name), TEXTS)
@settings(deadline=None)
def test_any_tree_survives(tmp_path_factory: pytest.TempPathFactory, found: list[TreeVariable], target: str) -> None:
    tree = VariableTree(target, "baseline", {one.name: one for one in found})
    path = tmp_path_factory.getbasetemp() / "any.json"
    baseline.save(tree, path)
    back = baseline.load(path)
    assert back.name == target
    for name, one in variables(tree).items():
        read = back.variables[name]
        fields = ("name", "shape", "dtype", "kind", "trainable", "initializer", "kept_for")
        assert [getattr(read, field) for field in fields] == [getattr(one, field) for field in fields]
    assert baseline.text_of(back) == path.read_text()
    assert list(json.loads(path.read_text())["variables"]) == sorted(tree.variables)
