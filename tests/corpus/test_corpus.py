"""Published models, through the recorder, on both TensorFlows.

Not part of the ordinary run (`pytest -m corpus tests/corpus` runs it): it needs the packages that `requirements.txt`
lists, installed without what they depend on, for the tests' own interpreter and for that of TensorFlow 1.15.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from scopeinspect import baseline
from scopeinspect.capture import capture
from scopeinspect.recording import Recording
from scopeinspect.report import report
from scopeinspect.setup import Setup
from scopeinspect.target import target_of
from scopeinspect.variable_tree import tree_of

from ..runs import REPOSITORY, plain_run

pytestmark = pytest.mark.corpus

COUNTS = {
    "albert_small": (25, 25),
    "bert_base_training": (598, 199),
    "bert_small": (39, 39),
    "gpt2_twice": (148, 148),
    "slim_inception_v1": (230, 116),
    "slim_inception_v3": (388, 196),
    "slim_resnet_v1_50": (267, 161),
    "slim_resnet_v2_50": (272, 174),
    "slim_resnet_v2_152": (816, 514),
    "slim_vgg_16": (32, 32),
    "tensorpack_resnet": (56, 38),
}
"""Variables and trainable ones, as counted in plain runs without any tool."""

DIFFERS = {"line", "ops", "op_types", "tensorflow", "python", "tf1", "tf1_why"}
"""What may differ between two TensorFlows. A call that spans lines has another one on Python 3.7."""


@pytest.fixture(scope="module", params=sorted(COUNTS))
def model(request: pytest.FixtureRequest) -> str:
    """The name of each model in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def path(model: str) -> str:
    """The path of the program that builds it."""
    return str((Path(__file__).parent / f"{model}.py").relative_to(REPOSITORY))


@pytest.fixture(scope="module")
def on_tf1(path: str, tf1_python: str) -> Recording:
    """What was recorded on TensorFlow 1.15."""
    return recording(path, tf1_python)


@pytest.fixture(scope="module")
def here(path: str) -> Recording:
    """What was recorded on the TensorFlow of the tests."""
    return recording(path, sys.executable)


def recording(path: str, python: str) -> Recording:
    folder = str(REPOSITORY)
    recorded = capture(target_of(path, folder=folder), Setup(python=python, folder=folder))
    assert recorded.outcome.kind == "finished", recorded.outcome.error
    assert not recorded.faults
    return recorded


def facts(recorded: Recording) -> list[tuple[object, ...]]:
    """What a plain run can tell of a variable too."""
    variables = recorded.variables.values()
    return [(variable.name, variable.shape, variable.dtype, variable.trainable) for variable in variables]


def comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: comparable(item) for name, item in value.items() if name not in DIFFERS}
    return [comparable(item) for item in value] if isinstance(value, list) else value


def test_variables_are_those_of_a_plain_run(
    model: str, path: str, on_tf1: Recording, here: Recording, tf1_python: str
) -> None:
    (plain,) = plain_run(tf1_python, path)
    told = [(told["name"], told["shape"], told["dtype"], told["trainable"]) for told in plain["variables"]]
    assert (len(told), sum(trainable for *_, trainable in told)) == COUNTS[model]
    assert facts(on_tf1) == told
    assert facts(here) == told


def test_the_reports_are_equal(on_tf1: Recording, here: Recording) -> None:
    assert comparable(report(here, [])) == comparable(report(on_tf1, []))


def test_the_baselines_are_the_same_bytes(on_tf1: Recording, here: Recording) -> None:
    for slots in (False, True):
        texts = [
            baseline.text_of(baseline.of_tree(tree_of(recorded), "model.py", slots=slots)) for recorded in (here, on_tf1)
        ]
        assert texts[0] == texts[1]
        assert '"shape"' in texts[0]
