"""The report of a sample is the same on TensorFlow 1.15 and on 2.x, but for versions and ops."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.report import report
from scopeinspect.rules.refusals import unmet_refusals

from ..conftest import Command, Record
from ..runs import REPOSITORY
from ..samples.expectations import EXPECTATIONS, NOTEBOOK, SAMPLES

DIFFER = {"tensorflow", "python", "tf1", "tf1_why", "ops", "op_types"}
"""What is said of the TensorFlow and of ops, which differ between versions."""


def without(data: Any, names: Collection[str]) -> Any:
    """Return data without what these names stand for, at any depth."""
    if isinstance(data, list):
        return [without(item, names) for item in data]
    if not isinstance(data, dict):
        return data
    return {name: without(value, names) for name, value in data.items() if name not in names}


def comparable(data: Any) -> Any:
    """Return a report's data without what differs between versions."""
    if isinstance(data, list):
        return [comparable(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {name: comparable(value) for name, value in data.items() if name not in DIFFER}


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_report_is_the_same(record: Record, tf1_python: str, name: str) -> None:
    here = record(SAMPLES / name, python=sys.executable)
    there = record(SAMPLES / name, python=tf1_python)
    reports = [report(recording, list(unmet_refusals(recording))) for recording in (here, there)]
    assert reports[0]["tensorflow"].startswith("2.")
    assert reports[1]["tensorflow"].startswith("1.15.")
    assert comparable(reports[0]) == comparable(reports[1])


@pytest.mark.parametrize("name", ["estimator_runs", "estimator_inputs", "estimator_tpu"])
def test_report_of_an_estimator_is_the_same(record: Record, tf1_python: str, name: str) -> None:
    program = REPOSITORY / "tests" / "recorder" / "tf1_programs" / f"{name}.py"
    here, there = [report(record(program, python=python), []) for python in (sys.executable, tf1_python)]
    assert here["outcome"]["kind"] == "finished"
    assert here["tf1"]
    assert len(here["graphs"]) > 2
    assert comparable(here) == comparable(there)


def test_estimator_is_stopped_at_its_first_session(scopeinspect: Command, python: str) -> None:
    program = REPOSITORY / "tests" / "recorder" / "tf1_programs" / "estimator_runs.py"
    ran = scopeinspect("run", "--python", python, "--stop-at", "session", "--format", "json", program)
    told = json.loads(ran.stdout)
    assert (ran.status, told["outcome"]["kind"]) == (0, "stopped")
    (graph,) = told["graphs"]
    assert [variable["name"] for variable in graph["variables"]] == ["global_step", "net/weights", "net/weights/Momentum"]
    assert {"SaveV2", "RestoreV2", "ScalarSummary", "ApplyMomentum"} <= set(graph["op_types"])  # it is complete


@pytest.fixture(params=["1.13", "1.14"])
def older_python(request: pytest.FixtureRequest) -> str:
    """Return the path of an interpreter with an older TensorFlow 1, each in turn."""
    name = "SCOPEINSPECT_TF{}_PYTHON".format(request.param.replace(".", ""))
    path = os.environ.get(name)
    if not path:
        pytest.skip(
            f"NOT TESTED ON TENSORFLOW {request.param}: set {name} to a Python 3.7 in which "
            f"`pip install 'tensorflow=={request.param}.*' 'protobuf<3.21' 'numpy<1.17'` was done"
        )
    return path


@pytest.mark.parametrize("name", [*EXPECTATIONS, NOTEBOOK.name])
def test_older_report_is_the_same(record: Record, tf1_python: str, older_python: str, name: str) -> None:
    """The same Python runs both, so that lines are the same too."""
    reports = []
    for python in (tf1_python, older_python):
        recording = record(SAMPLES / name, python=python)
        assert recording.faults == ()
        reports.append(report(recording, list(unmet_refusals(recording))))
    assert reports[0]["tensorflow"] > reports[1]["tensorflow"]
    assert without(reports[0], DIFFER) == without(reports[1], DIFFER)


def test_what_differs_is_only_what_must(record: Record, tf1_python: str) -> None:
    """The comparison above sees a variable, a site or a flag that is another."""
    recording = record(SAMPLES / "shared_filter.py")
    said = comparable(report(recording, []))
    variable = said["graphs"][0]["variables"][0]
    changes: list[Callable[[], None]] = [
        lambda: variable.update(name="other"),
        lambda: variable["site"].update(line=1),
        lambda: variable["requests"][0].update(reuse="True"),
    ]
    for change in changes:
        before = comparable(said)
        change()
        assert comparable(said) != before


def test_eager_execution(record: Record, python: str, tmp_path: Path) -> None:
    """TensorFlow 1.15 builds graphs for a moment even then, and takes them apart again."""
    program = tmp_path / "eager.py"
    program.write_text(
        "import tensorflow.compat.v1 as tf\n"
        "tf.enable_eager_execution()\n"
        'with tf.variable_scope("a"):\n'
        '    made = tf.get_variable("v", [2])\n'
        "assert made.numpy().shape == (2,)\n"
    )
    recording = record(program, python=python)
    assert recording.outcome.kind == "finished"
    assert recording.faults == ()
    assert [variable.name for variable in recording.variables.values()] == ["a/v"]
    assert [(request.key, request.outcome) for request in recording.requests] == [("a/v", "created")]
