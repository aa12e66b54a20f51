"""Initializers and the like are described in the words of TensorFlow 1, the same by every TensorFlow."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scopeinspect.recorder import initializers

from . import initializer_cases, initializer_program

RUNNER = Path(__file__).with_name("initializer_runner.py")


class Row(NamedTuple):
    """What one interpreter said of one case."""

    group: str
    expression: str
    expected: str
    said: str
    untouched: bool


@pytest.fixture(scope="session", params=["this TensorFlow", "TensorFlow 1"])
def rows(request: pytest.FixtureRequest) -> list[Row]:
    """Run all tables in a process of its own: TensorFlow 1 behaviour is a switch of the whole process."""
    if request.param == "TensorFlow 1":
        python = request.getfixturevalue("tf1_python")
    elif importlib.util.find_spec("tensorflow"):
        python = sys.executable
    else:
        pytest.skip("there is no TensorFlow in this interpreter")
    command = [str(python), str(RUNNER), str(initializers.__file__)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    return [Row(*row) for row in json.loads(run.stdout.splitlines()[-1])]


def test_each_is_described_as_written(rows: list[Row]) -> None:
    """Not row by row: which rows there are depends on the interpreter."""
    assert [row for row in rows if row.said != row.expected] == []


def test_describing_leaves_the_graph_as_it_was(rows: list[Row]) -> None:
    """Neither an op nor its attributes, and no number is used up."""
    assert {row.group for row in rows if not row.untouched} == set()


def test_every_keras_and_contrib_took_part(rows: list[Row]) -> None:
    """A group that is skipped would pass unseen."""
    groups = {row.group for row in rows}
    assert groups >= {"initializers", "callables"}
    assert groups >= {"tf.keras", "tf.contrib.layers"} or "keras" in groups


@pytest.mark.parametrize(("expression", "expected"), initializer_cases.ANYWHERE)
def test_without_tensorflow(expression: str, expected: str) -> None:
    """The part that needs no TensorFlow, in the Python that runs the tests."""
    assert initializers.describe(eval(expression, vars(initializer_program))) == expected


@pytest.mark.parametrize(
    "value",
    ["x" * 1000, "a\nb\x1b[31m\x7f\ud800", [["x" * 50] * 9] * 9, type("a\nb", (), {"__call__": print})()],
)
@pytest.mark.parametrize("describe", [initializers.describe, initializers.describe_callable])
def test_a_text_is_short_and_printable(value: object, describe: Any) -> None:
    """Whatever users pass, it goes into one line of a table."""
    assert describe(value).isprintable()
    assert 0 < len(describe(value)) <= initializers.LIMIT


def test_what_is_cut_says_so() -> None:
    """A text that is too long ends with an ellipsis, and one that just fits doesn't."""
    fitting = "x" * initializers.LIMIT
    assert initializers.describe_callable(fitting) == fitting
    assert initializers.describe_callable(fitting + "x") == fitting[:-1] + "…"
