"""`--format json`: the contract that other programs rely on, on samples whose every fact is known."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.journal import save
from scopeinspect.model import InitializerText, Part
from scopeinspect.recording import Recording
from scopeinspect.report import report
from scopeinspect.rules.refusals import unmet_refusals

from .conftest import Command, Record
from .recordings import Build
from .samples.expectations import SAMPLES, SHARED_FILTER

Data = dict[str, Any]


def lines_with(name: str, code: str) -> list[int]:
    """Return the numbers of a sample's lines that begin with this code."""
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if line.strip().startswith(code)]


def line_with(name: str, code: str) -> int:
    """Return the number of the one line of a sample that begins with this code."""
    (line,) = lines_with(name, code)
    return line


def told(recording: Recording) -> Data:
    """Return the report as another program reads it."""
    return dict(json.loads(json.dumps(report(recording, list(unmet_refusals(recording))))))


@pytest.fixture
def shared(record: Record) -> Data:
    """Return the report of the shared filter."""
    return told(record(SAMPLES / "shared_filter.py"))


def site(name: str, code: str, function: str) -> Data:
    """Return a site as a report tells it."""
    return {"file": f"samples/{name}", "line": line_with(name, code), "function": function}


FILTER = "shared_filter.py"
FIRST = site(FILTER, "result1 =", "<module>")
SECOND = site(FILTER, "result2 =", "<module>")
IN_CONV1 = site(FILTER, "relu1 =", "my_image_filter")
ASKED = site(FILTER, 'weights = tf.get_variable("weights"', "conv_relu")


def test_header(shared: Data) -> None:
    assert shared["schema"] == "scopeinspect/report/1"
    assert shared["target"] == "samples/shared_filter.py"
    assert shared["tf1"] is True
    assert shared["outcome"] == {"kind": "finished", "status": 0, "error": None}
    assert shared["diagnostics"] == []


def test_totals(shared: Data) -> None:
    weights = 5 * 5 * 32 * 32
    assert shared["totals"] == {
        "variables": 4, "trainable": 4, "parameters": 2 * (weights + 32), "bytes": 8 * (weights + 32), "ops": 40,
    }  # fmt: skip


def test_graph(shared: Data, record: Record) -> None:
    (graph,) = shared["graphs"]
    assert graph["index"] == 0
    assert graph["ops"] == 40
    assert sum(graph["op_types"].values()) == 40
    assert graph["op_types"]["Conv2D"] == 4
    assert graph["op_types"]["Placeholder"] == 2
    assert graph["refused"] == []
    (ops,) = record(SAMPLES / FILTER).ops.values()
    assert graph["op_types"] == Counter(ops.types)


def test_scopes(shared: Data) -> None:
    by_name = {scope["name"]: scope for scope in shared["graphs"][0]["scopes"]}
    assert list(by_name) == ["image_filters", "image_filters/conv1", "image_filters/conv2"]
    assert by_name["image_filters"]["reuse_switched"] == [site(FILTER, "scope.reuse_variables()", "<module>")]
    (entry,) = by_name["image_filters"]["entries"]
    assert {name: entry[name] for name in ("reuse", "name_scope", "initializer")} == {
        "reuse": "False", "name_scope": "image_filters", "initializer": None,
    }  # fmt: skip
    assert [
        (entry["reuse"], entry["reuse_origin"], entry["name_scope"]) for entry in by_name["image_filters/conv1"]["entries"]
    ] == [("False", "inherited", "image_filters/conv1"), ("True", "inherited", "image_filters/conv1_1")]
    assert by_name["image_filters/conv1"]["entries"][1]["site"] == site(FILTER, 'with tf.variable_scope("conv1"', "my_image_filter")


def test_variable(shared: Data) -> None:
    variables = shared["graphs"][0]["variables"]
    assert [variable["name"] for variable in variables] == list(SHARED_FILTER)
    contract = {
        "name": "image_filters/conv1/weights",
        "scope": "image_filters/conv1",
        "kind": "model",
        "made_by": "get_variable",
        "shape": [5, 5, 32, 32],
        "dtype": "float32",
        "trainable": True,
        "parameters": 25600,
        "bytes": 102400,
        "initializer": {"text": "random_normal_initializer()", "origin": "argument"},
        "collections": ["trainable_variables", "variables"],
        "site": ASKED,
        "requests": [
            {"outcome": "created", "reuse": "False", "site": ASKED, "stack": [FIRST, IN_CONV1, ASKED]},
            {"outcome": "reused", "reuse": "True", "site": ASKED, "stack": [SECOND, IN_CONV1, ASKED]},
        ],
    }
    assert {name: variables[0][name] for name in contract} == contract


def test_inherited_initializer_names_its_scope(record: Record) -> None:
    data = told(record(SAMPLES / "inherited_initializers.py"))
    by_name = {variable["name"]: variable["initializer"] for variable in data["graphs"][0]["variables"]}
    assert by_name["ffooo/bar/v"] == {"text": "constant_initializer(0.5)", "origin": "scope", "scope": "ffooo"}
    assert by_name["ffooo/w"] == {"text": "constant_initializer(0.3)", "origin": "argument"}
    scopes = {scope["name"]: scope["entries"][0]["initializer"] for scope in data["graphs"][0]["scopes"]}
    assert scopes == {
        "ffooo": "constant_initializer(0.5)",
        "ffooo/bar": "constant_initializer(0.5)",
        "ffooo/baz": "constant_initializer(0.2)",
    }


def test_refusal(record: Record) -> None:
    name = "already_exists.py"
    data = told(record(SAMPLES / name))
    (refused,) = data["graphs"][0]["refused"]
    asked = site(name, "weights = tf.get_variable", "conv_relu")
    assert refused == {
        "name": "conv1/weights",
        "scope": "conv1",
        "reuse": "False",
        "reason": "exists",
        "message": refused["message"],
        "site": asked,
        "stack": [site(name, "result2 =", "<module>"), site(name, "relu1 =", "my_image_filter"), asked],
    }
    assert refused["message"].startswith("Variable conv1/weights already exists, disallowed.")
    assert "/" not in refused["message"].replace("conv1/weights", ""), "no path of TensorFlow's"
    assert data["outcome"]["kind"] == "raised"
    assert data["outcome"]["status"] == 1
    assert data["outcome"]["error"] == {"type": "ValueError", "message": refused["message"], "site": asked}
    (diagnostic,) = data["diagnostics"]
    assert {key: diagnostic[key] for key in ("code", "name", "severity", "variables")} == {
        "code": "SI101", "name": "variable-already-exists", "severity": "error", "variables": ["conv1/weights"],
    }  # fmt: skip
    assert diagnostic["message"]
    assert diagnostic["fix"]
    sites = [role["site"] for role in diagnostic["sites"]]
    assert site(name, "result1 =", "<module>") in sites
    assert site(name, "result2 =", "<module>") in sites
    assert asked in sites


def test_reuse_origins(record: Record) -> None:
    """As the samples' comments tell them: declared, inherited, of a captured scope, TensorFlow's default."""

    def origins(name: str) -> dict[str, list[tuple[str, str]]]:
        (graph,) = told(record(SAMPLES / name))["graphs"]
        return {
            scope["name"]: [(entry["reuse"], entry["reuse_origin"]) for entry in scope["entries"]] for scope in graph["scopes"]
        }

    assert origins("reuse_inheritance.py") == {
        "root": [("False", "default")],
        "root/foo": [("False", "inherited"), ("True", "declared")],
        "root/foo/bar": [("True", "inherited")],
        "root/foo/baz": [("True", "inherited")],
    }
    captured = origins("captured_scopes.py")
    assert captured["ffoo"] == [("False", "default"), ("False", "captured"), ("True", "declared")]
    assert captured["fooo"] == [("False", "default"), ("False", "captured")]


def test_scope_of_a_captured_scope_is_its_own(record: Record) -> None:
    data = told(record(SAMPLES / "captured_scopes.py"))
    (u,) = [variable for variable in data["graphs"][0]["variables"] if variable["name"] == "fooo/u"]
    assert u["scope"] == "fooo"


def test_partitioned_variable() -> None:
    build = Build()
    scope = build.entry("a")
    for number in range(2):
        made = "get_variable" if number == 0 else "Variable"
        build.variable(f"v/part_{number}", scope, (2, 5), part=Part("a/v", [4, 5], [2 * number, 0]), made_by=made)
    (variable,) = told(build.recording())["graphs"][0]["variables"]
    assert (variable["name"], variable["shape"], variable["parameters"]) == ("a/v", [4, 5], 20)
    assert variable["parts"] == [
        {"name": "a/v/part_0", "shape": [2, 5], "offset": [0, 0]},
        {"name": "a/v/part_1", "shape": [2, 5], "offset": [2, 0]},
    ]


def test_unknown_is_null() -> None:
    build = Build()
    build.variable("v", shape=None)
    build.variable("w", shape=(None, 2), dtype="string", initializer=InitializerText())
    v, w = told(build.recording())["graphs"][0]["variables"]
    assert (v["shape"], v["parameters"], v["bytes"]) == (None, None, None)
    assert (w["shape"], w["parameters"], w["bytes"], w["initializer"]) == ([None, 2], None, None, None)


def test_command_prints_the_same(scopeinspect: Command, shared: Data, record: Record, tmp_path: Path) -> None:
    save(record(SAMPLES / FILTER), tmp_path / "a.scopes.jsonl")
    printed = json.loads(scopeinspect("show", "--format", "json", "a.scopes.jsonl", cwd=tmp_path).stdout)
    for part in ("schema", "target", "outcome", "graphs", "totals"):
        assert printed[part] == shared[part]
