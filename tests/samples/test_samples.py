"""The samples do what the tutorial says, under TensorFlow alone, on the current one and on 1.15."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from ..runs import NETS
from .expectations import (
    EXPECTATIONS,
    MOVING_AVERAGES,
    NOTEBOOK,
    NOTEBOOK_FAILURES,
    NOTEBOOK_GRAPHS,
    SAMPLES,
    SLIM_NETS,
    TRAINED_DISCRIMINATOR,
    TRAINED_GENERATOR,
    Failure,
)


def as_float32(value: float) -> float:
    """Return the value as it comes back from a float32."""
    (rounded,) = struct.unpack("f", struct.pack("f", value))
    return float(rounded)


def names(variables: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the variables' names, in order."""
    return tuple(variable["name"] for variable in variables)


def assert_failed_as(error: dict[str, str] | None, failure: Failure | None) -> None:
    """Compare what a run ended in with what it should have ended in, None being a good end."""
    if failure is None:
        assert error is None
    else:
        assert error is not None
        assert error["type"] == failure.type
        assert failure.message in error["message"]


def test_every_sample_has_an_expectation() -> None:
    assert {path.name for path in SAMPLES.glob("*.py")} == set(EXPECTATIONS)


def test_every_sample_is_in_the_readme() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for name in [*EXPECTATIONS, NOTEBOOK.name]:
        assert f"[`{name}`]({name})" in readme


@pytest.mark.parametrize("name", EXPECTATIONS)
class TestSample:
    """One sample on one TensorFlow."""

    def test_variables(self, plain: dict[str, Any], name: str) -> None:
        assert names(plain[name]["variables"]) == EXPECTATIONS[name].variables

    def test_ending(self, plain: dict[str, Any], name: str) -> None:
        assert_failed_as(plain[name]["error"], EXPECTATIONS[name].failure)

    def test_ops(self, plain: dict[str, Any], name: str) -> None:
        if EXPECTATIONS[name].ops is not None:
            assert len(plain[name]["ops"]) == EXPECTATIONS[name].ops

    def test_starting_values(self, plain: dict[str, Any], name: str) -> None:
        for variable, value in EXPECTATIONS[name].values.items():
            assert plain[name]["values"][variable] == [as_float32(value)]

    def test_requests(self, watched: dict[str, Any], name: str) -> None:
        expected = EXPECTATIONS[name]
        by_outcome: dict[str, list[str]] = {"created": [], "reused": [], "refused": []}
        for request in watched[name]["requests"]:
            by_outcome[request["outcome"]].append(request["variable"] or request["name"])
        assert by_outcome == {
            "created": [made for made in expected.variables if made not in expected.without_request],
            "reused": list(expected.reused),
            "refused": [expected.refused] if expected.refused else [],
        }

    def test_reuse_in_force(self, watched: dict[str, Any], name: str) -> None:
        refused_under = "True" if name == "does_not_exist.py" else "False"
        reuse = {"created": "False", "reused": "True", "refused": refused_under}
        for request in watched[name]["requests"]:
            assert request["reuse"] == reuse[request["outcome"]]

    def test_graph_is_the_same_in_every_run(
        self, plain: dict[str, Any], watched: dict[str, Any], name: str
    ) -> None:
        """A recording can be compared with a plain run only if two plain runs agree."""
        for said in ("graphdef_sha256", "variables", "ops"):
            assert plain[name][said] == watched[name][said]


def test_refusal_leaves_the_first_call_whole(plain: dict[str, Any]) -> None:
    ops = [op for op, _ in plain["already_exists.py"]["ops"]]
    assert "conv2/Relu" in ops
    assert "conv1_1/Relu" not in ops


def test_reused_scopes_get_new_name_scopes(plain: dict[str, Any]) -> None:
    ops = [op for op, _ in plain["shared_filter.py"]["ops"]]
    relus = [op for op in ops if op.endswith("/Relu")]
    assert relus == [f"image_filters/{scope}/Relu" for scope in ("conv1", "conv2", "conv1_1", "conv2_1")]


def test_gan_trains_and_averages_the_right_variables(plain: dict[str, Any]) -> None:
    variables = plain["conditional_gan.py"]["variables"]
    trainable = tuple(variable["name"] for variable in variables if variable["trainable"])
    averaged = tuple(
        f"{variable['name']}/ExponentialMovingAverage"
        for variable in variables
        if "moving_average_variables" in variable["collections"]
    )
    assert trainable == TRAINED_GENERATOR + TRAINED_DISCRIMINATOR
    assert averaged == MOVING_AVERAGES


def test_notebook_goes_on_after_its_failing_cells(plain: dict[str, Any]) -> None:
    cells = plain[NOTEBOOK.name]["cells"]
    for cell in cells:
        assert_failed_as(cell["error"], NOTEBOOK_FAILURES.get(cell["number"]))
    assert cells[-1]["number"] > max(NOTEBOOK_FAILURES)


def test_notebook_graphs(plain: dict[str, Any]) -> None:
    last_of_each_graph = {cell["graph"]: cell["variables"] for cell in plain[NOTEBOOK.name]["cells"]}
    assert tuple(tuple(variables) for variables in last_of_each_graph.values()) == NOTEBOOK_GRAPHS


@pytest.mark.parametrize("net", NETS)
def test_slim_net(watched: dict[str, Any], net: str) -> None:
    variables = watched[net]["variables"]
    assert watched[net]["error"] is None
    assert (len(variables), sum(variable["trainable"] for variable in variables)) == SLIM_NETS[net]
