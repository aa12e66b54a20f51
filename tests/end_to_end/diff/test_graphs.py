"""`scopeinspect diff` where a script builds several graphs: a checkpoint was saved from one of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import scopeinspect as scopeinspect_api

from ...conftest import Command

NET = """\
import tensorflow as tf


def net(scope):
    with tf.variable_scope(scope):
        tf.get_variable("w", [4, 4])
        tf.get_variable("b", [4])
        return tf.get_variable("out", [4, 2])
"""
SAVE = NET + """
net("old")
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, "./ckpt/model")
"""
TRAINED = """

with tf.Graph().as_default():
    net("{0}")
    tf.train.get_or_create_global_step()
"""
EVALUATED = """

with tf.Graph().as_default():
    net("{0}")
    tf.get_variable("metric", [7], trainable=False)
"""
LEARNING = """

with tf.Graph().as_default():
    out = net("{0}")
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(out))
"""
OTHER = """

with tf.Graph().as_default():
    w = tf.get_variable("w", [4, 4])
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(w))
"""
FIRST = "Compared with graph 0 of script.scopes.jsonl, which fits the checkpoint best; "
HINT = " --graph N compares another."


@pytest.fixture(scope="session")
def folder(scopeinspect: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a checkpoint of `old/`, and recordings of scripts of two graphs, `first-second`."""
    folder = tmp_path_factory.mktemp("graphs")
    (folder / "save.py").write_text(SAVE)
    assert scopeinspect("run", "--save", "save.scopes.jsonl", "save.py", cwd=folder).status == 0
    for first, second in (("model", "eval"), ("old", "old"), ("model", "old"), ("old", "eval")):
        name = f"{first}-{second}"
        (folder / f"{name}.py").write_text(NET + TRAINED.format(first) + EVALUATED.format(second))
        ran = scopeinspect("run", "--save", f"{name}.scopes.jsonl", f"{name}.py", cwd=folder)
        assert ran.status == 0, ran.stderr
    evaluated = EVALUATED.format("old")
    scripts = {"renamed": evaluated + LEARNING.format("model"), "other": evaluated + OTHER}
    for name, text in scripts.items():
        (folder / f"{name}.py").write_text(NET + text)
        assert scopeinspect("run", "--save", f"{name}.scopes.jsonl", f"{name}.py", cwd=folder).status == 0
    return folder


@pytest.fixture
def told(scopeinspect: Command, folder: Path) -> Any:
    """Return a function that compares two sides, and returns what the JSON has."""

    def compare(*words: str) -> dict[str, Any]:
        ran = scopeinspect("diff", "--format", "json", *words, cwd=folder)
        assert ran.stdout, ran.stderr
        return dict(json.loads(ran.stdout))

    return compare


def changed(data: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    """Return the changes of a diff, without their details."""
    return [(change["kind"], change["old"], change["new"]) for change in data["changes"]]


def compared(data: dict[str, Any]) -> tuple[int, list[tuple[int, str]]]:
    """Return the graph that was compared, and the verdict for each of the others."""
    return data["new"]["graph"], [(other["graph"], other["verdict"]) for other in data["other_graphs"]]


# A checkpoint


def test_first_of_those_that_fit_as_well(told: Any) -> None:
    data = told("ckpt/model", "model-eval.scopes.jsonl")
    assert changed(data) == [("scope-moved", "old/", "model/")]
    assert data["changes"][0]["certain"]
    assert compared(data) == (0, [(1, "needs-map")])


def test_names_in_both_graphs(told: Any) -> None:
    """A variable that the graph for evaluation has besides is none that the checkpoint should have."""
    data = told("ckpt/model", "old-old.scopes.jsonl")
    assert (data["verdict"], changed(data)) == ("same", [])
    assert compared(data) == (0, [(1, "needs-map")])


def test_graph_that_has_the_names(told: Any) -> None:
    data = told("ckpt/model", "model-old.scopes.jsonl")
    assert changed(data) == [("variable-added", None, "metric")]
    assert compared(data) == (1, [(0, "needs-map")])


def test_graph_that_trains(told: Any) -> None:
    """Names that fit where the network is evaluated alone hide nothing."""
    data = told("ckpt/model", "renamed.scopes.jsonl")
    assert changed(data) == [("scope-moved", "old/", "model/")]
    assert compared(data) == (1, [(0, "needs-map")])


def test_graph_that_trains_something_else(told: Any) -> None:
    data = told("ckpt/model", "other.scopes.jsonl")
    assert changed(data) == [("variable-added", None, "metric")]
    assert compared(data)[0] == 0


def test_graph_that_was_asked_for(told: Any) -> None:
    data = told("--graph", "1", "ckpt/model", "model-eval.scopes.jsonl")
    assert changed(data) == [("scope-moved", "old/", "eval/"), ("variable-added", None, "metric")]
    assert data["new"]["graph"] == 1
    assert "other_graphs" not in data
    data = told("--graph", "0", "ckpt/model", "save.scopes.jsonl")  # the only one
    assert (data["verdict"], "graph" in data["new"]) == ("same", False)


def test_graph_that_is_not_there(scopeinspect: Command, folder: Path) -> None:
    ran = scopeinspect("diff", "--graph", "2", "ckpt/model", "model-eval.scopes.jsonl", cwd=folder)
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr == "scopeinspect: model-eval.scopes.jsonl: has no graph 2 with variables; there are 0, 1.\n"
    ran = scopeinspect("diff", "--graph", "0", "ckpt/model", "ckpt/model", cwd=folder)
    assert ran.status == 2
    assert "is no program, so there is no graph 0" in ran.stderr


@pytest.mark.parametrize("options", [[], ["--format", "markdown"]])
def test_which_graph_is_said(scopeinspect: Command, folder: Path, options: list[str]) -> None:
    (folder / "script.scopes.jsonl").write_bytes((folder / "model-eval.scopes.jsonl").read_bytes())
    env = {"COLUMNS": "300"}
    ran = scopeinspect("diff", *options, "ckpt/model", "script.scopes.jsonl", cwd=folder, env=env)
    assert FIRST + "into graph 1, it restores with a map." + HINT in ran.stdout.replace("\\", "")
    ran = scopeinspect("diff", *options, "--graph", "1", "ckpt/model", "script.scopes.jsonl", cwd=folder, env=env)
    assert "Compared: graph 1 of script.scopes.jsonl, as asked." in ran.stdout
    ran = scopeinspect("diff", *options, "script.scopes.jsonl", "ckpt/model", cwd=folder, env=env)
    assert FIRST + "there is graph 1, too." in ran.stdout.replace("\\", "")


def test_nothing_is_said_of_one_graph(scopeinspect: Command, folder: Path) -> None:
    for options in ([], ["--graph", "0"]):
        ran = scopeinspect("diff", *options, "ckpt/model", "save.scopes.jsonl", cwd=folder)
        assert ran.stdout == "Nothing has changed: an old checkpoint restores as it is (3 variables).\n"


def test_map_restores_into_that_graph(installed: Command, folder: Path) -> None:
    """TensorFlow itself loads the checkpoint with the map that is printed, in the graph that it is of."""
    command = installed("diff", "--graph", "1", "ckpt/model", "model-eval.scopes.jsonl", cwd=folder)
    line = command.stdout.splitlines()[-1].removeprefix("Print the map: scopeinspect ")
    for graph, words in ((0, "diff --assignment-map ckpt/model model-eval.scopes.jsonl"), (1, line)):
        printed = installed(*words.split(), cwd=folder).stdout
        assert f"# It is for graph {graph} of the program's" in printed
        text = NET + f"""
with tf.Graph().as_default():
    net({("model", "eval")[graph]!r})
{"".join(f"    {one}" for one in printed.splitlines(keepends=True))}
    tf.train.init_from_checkpoint("ckpt/model", assignment_map)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for variable in tf.global_variables():
            saved = tf.train.load_variable("ckpt/model", "old/" + variable.op.name.split("/")[1])
            assert (session.run(variable) == saved).all()
        print("restored", len(tf.global_variables()))
"""
        (folder / "restore.py").write_text(text)
        ran = installed("run", "restore.py", cwd=folder)
        assert (ran.status, "restored 3" in ran.stderr) == (0, True), ran.stderr


def test_check_says_which(scopeinspect: Command, folder: Path) -> None:
    arguments = ("--all", "--checkpoint", "ckpt/model", "model-eval.scopes.jsonl")
    ran = scopeinspect("check", *arguments, cwd=folder, env={"COLUMNS": "300"})
    assert ran.status == 1
    assert "SI402" in ran.stdout
    assert "SI405" not in ran.stdout
    assert "Compared with graph 0 of model-eval.py, which fits the checkpoint best; into graph 1, it" in ran.stdout


@pytest.mark.parametrize(("options", "told"), [([], "SI402"), (["--graph", "0"], "SI405"), (["--graph", "1"], "SI402")])
def test_check_of_the_graph_that_trains(
    scopeinspect: Command, folder: Path, options: list[str], told: str
) -> None:
    arguments = ("--all", *options, "--checkpoint", "ckpt/model", "renamed.scopes.jsonl")
    ran = scopeinspect("check", *arguments, cwd=folder, env={"COLUMNS": "300"})
    assert (ran.status, re.findall(r"SI40\d", ran.stdout.split("\n\n")[0])) == (1, [told])
    assert ("Compared with graph 1 of renamed.py, which trains; into graph 0, it" in ran.stdout) == (not options)


def test_graph_of_a_configured_target(scopeinspect: Command, folder: Path, tmp_path: Path) -> None:
    for name in ("save.py", "renamed.py"):
        (tmp_path / name).write_text((folder / name).read_text())
    assert scopeinspect("run", "save.py", cwd=tmp_path).status == 0
    for line, told in (("", ["SI402"]), ("graph = 0", ["SI405"]), ("graph = 1", ["SI402"]), ("graph = 2", [])):
        text = f'[[tool.scopeinspect.targets]]\nscript = "renamed.py"\ncheckpoint = "ckpt/model"\n{line}\n'
        (tmp_path / "pyproject.toml").write_text(text)
        ran = scopeinspect("check", cwd=tmp_path, env={"COLUMNS": "300"})
        assert re.findall(r"SI40\d", ran.stdout.split("\n\n")[0]) == told
        assert ran.status == (1 if told else 2)
    assert ran.stderr.endswith("scopeinspect: renamed.py: has no graph 2 with variables; there are 0, 1.\n")
    ran = scopeinspect("check", "--graph", "1", "--checkpoint", "ckpt/model", "renamed.py", cwd=tmp_path)
    assert "SI402" in ran.stdout


def test_graph_without_a_checkpoint(scopeinspect: Command, folder: Path) -> None:
    ran = scopeinspect("check", "--graph", "1", "renamed.scopes.jsonl", cwd=folder)
    assert ran.status == 2
    assert ran.stderr.endswith("Error: --graph is for a checkpoint: name one by --checkpoint.\n")


def test_graph_in_python(folder: Path) -> None:
    sides = [str(folder / name) for name in ("ckpt/model", "renamed.scopes.jsonl")]
    for graph, old, new in ((None, "old/", "model/"), (0, None, "metric"), (1, "old/", "model/")):
        (change,) = scopeinspect_api.compare(*sides, graph=graph).changes
        assert (change.old, change.new) == (old, new)
    with pytest.raises(scopeinspect_api.ScopeInspectError, match="has no graph 2 with variables"):
        scopeinspect_api.compare(*sides, graph=2)


# A baseline, which has the names of all graphs


@pytest.mark.parametrize("old", ["save", "old-old"])
def test_baseline(scopeinspect: Command, folder: Path, told: Any, tmp_path: Path, old: str) -> None:
    path = str(tmp_path / "old.baseline.json")
    assert scopeinspect("baseline", "-o", path, f"{old}.scopes.jsonl", cwd=folder).status == 0
    of_evaluation = {("variable-added", None, f"eval/{name}") for name in ("w", "b", "out")}
    of_evaluation |= {("variable-added", None, "metric")} if old == "save" else set()
    for side in (path, f"{old}.scopes.jsonl"):
        data = told(side, "model-eval.scopes.jsonl")
        assert set(changed(data)) == {("scope-moved", "old/", "model/")} | of_evaluation
        added = [change for change in data["changes"] if change["kind"] == "variable-added"]
        assert all(change["detail"].endswith(", only in graph 1") for change in added)
        assert "graph" not in data["new"]
    # What is told when the baseline is written anew.
    ran = scopeinspect("baseline", "-o", path, "model-eval.scopes.jsonl", cwd=folder)
    assert "old/ → model/" in ran.stdout
    assert told(path, "model-eval.scopes.jsonl")["verdict"] == "same"


def test_renamed_in_the_graph_for_evaluation_alone(told: Any) -> None:
    data = told("old-old.scopes.jsonl", "old-eval.scopes.jsonl")
    assert set(changed(data)) == {("variable-added", None, f"eval/{name}") for name in ("w", "b", "out")}


def test_graphs_that_become_one(told: Any) -> None:
    """What is gone was in one graph, too."""
    data = told("model-eval.scopes.jsonl", "save.scopes.jsonl")
    gone = {("variable-removed", f"eval/{name}", None) for name in ("w", "b", "out")}
    assert set(changed(data)) == {("scope-moved", "model/", "old/"), ("variable-removed", "metric", None)} | gone


def test_one_graph_of_each_program(told: Any) -> None:
    data = told("--graph", "1", "old-old.scopes.jsonl", "model-eval.scopes.jsonl")
    assert (data["old"]["graph"], data["new"]["graph"]) == (1, 1)
    assert changed(data) == [("scope-moved", "old/", "eval/")]
    data = told("--graph", "1", "save.scopes.jsonl", "model-eval.scopes.jsonl")  # the old one has no other
    assert ("graph" in data["old"], data["new"]["graph"]) == (False, 1)


# Estimators

ESTIMATOR = """\
import sys

import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode):
    with tf.variable_scope("net"):
        h = tf.layers.dense(features["x"], 8, tf.nn.relu, name="one")
        y = tf.layers.dense(h, 1, name="two")
    loss = tf.losses.mean_squared_error(labels, y)
    if mode == tf.estimator.ModeKeys.EVAL:
        scale = tf.get_variable("scale", [], trainable=False)
        metrics = {"mae": tf.metrics.mean_absolute_error(labels, y)}
        return tf.estimator.EstimatorSpec(mode, loss=loss + 0 * scale, eval_metric_ops=metrics)
    train = tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train)


def data():
    return tf.data.Dataset.from_tensors(({"x": np.ones([8, 4], np.float32)}, np.ones([8, 1], np.float32))).repeat()


estimator = tf.estimator.Estimator(model_fn, sys.argv[1])
estimator.train(data, steps=2)
"""
EVALUATING = """\
try:
    estimator.evaluate(data, steps=1)
except Exception as error:  # the checkpoint lacks what only this graph has
    assert "scale" in str(error)
"""


def test_estimator(scopeinspect: Command, tf1_python: str, tmp_path: Path) -> None:
    python = ("--python", tf1_python)
    (tmp_path / "train.py").write_text(ESTIMATOR)
    ran = scopeinspect("run", *python, "train.py", "old", cwd=tmp_path)
    assert ran.status == 0, ran.stderr
    for name, scope in (("same", "net"), ("renamed", "network")):
        (tmp_path / f"{name}.py").write_text(ESTIMATOR.replace('"net"', f'"{scope}"') + EVALUATING)
        ran = scopeinspect("diff", *python, "--format", "json", "old", f"{name}.py", "--", name, cwd=tmp_path)
        data = json.loads(ran.stdout)
        changes = [] if name == "same" else [("scope-moved", "net/", "network/")]
        assert changed(data) == changes, ran.stderr
        assert compared(data) == (0, [(1, "needs-map")])
    ran = scopeinspect("diff", *python, "--slots", "--format", "json", "old", "renamed.py", "--", "other", cwd=tmp_path)
    assert changed(json.loads(ran.stdout)) == [("scope-moved", "net/", "network/")]  # with its slots
