"""The JSON Schemas, against what is really written: by recordings of samples and nets on both TensorFlows."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest

from scopeinspect import baseline
from scopeinspect.diff import compare
from scopeinspect.journal import lines_of
from scopeinspect.render.diff import as_json
from scopeinspect.report import report
from scopeinspect.rules.catalogue import RULES, Wanted, find
from scopeinspect.rules.selection import Selection
from scopeinspect.schemas import NAMES, schema_of
from scopeinspect.variable_tree import tree_of

from .runs import NETS, Recorded
from .samples.expectations import EXPECTATIONS

Recordings = Callable[[str], Recorded]
SOME = ["already_exists.py", "conditional_gan.py", "does_not_exist.py", "duplicate_variables.py", "inherited_initializers.py"]


def closed(schema: Any) -> Any:
    """Return a schema that allows nothing it doesn't name: fields may be added, but not without being told here."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: closed(part) for key, part in schema.items()}
    if parts.get("type") == "object" and "properties" in parts:
        parts.setdefault("additionalProperties", False)
    return parts


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(closed(schema_of(name)))


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Return every part of a schema that describes an object with named fields."""
    if isinstance(schema, list):
        for part in schema:
            yield from objects(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema
        for part in schema.values():
            yield from objects(part)


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_one(name: str) -> None:
    schema = schema_of(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"scopeinspect/{name}/1"
    assert all(part.get("description") for part in objects(schema))


@pytest.mark.parametrize("name", [*SOME, *NETS])
class TestRealOutput:
    def test_report(self, recordings: Recordings, name: str) -> None:
        recording = recordings(name).recording
        every = Wanted(Selection(tuple(rule.code for rule in RULES)), everything=True)
        told = json.loads(json.dumps(report(recording, find(recording, every))))
        validator("report").validate(told)

    def test_recording(self, recordings: Recordings, name: str) -> None:
        lines = validator("recording")
        for line in lines_of(recordings(name).recording):
            lines.validate(json.loads(line))

    def test_baseline(self, recordings: Recordings, name: str) -> None:
        tree = tree_of(recordings(name).recording)
        for slots in (False, True):
            text = baseline.text_of(baseline.of_tree(tree, name, slots=slots))
            validator("baseline").validate(json.loads(text))

    def test_diff(self, recordings: Recordings, name: str) -> None:
        tree = tree_of(recordings(name).recording)
        for other in EXPECTATIONS:
            found = compare(tree, tree_of(recordings(other).recording), slots=True)
            text = io.StringIO()
            as_json(found, text)
            validator("diff").validate(json.loads(text.getvalue()))


class TestWrongOutput:
    """What is not of a format is not taken for it."""

    @pytest.mark.parametrize("name", ["report", "baseline", "diff"])
    def test_nothing(self, name: str) -> None:
        assert not validator(name).is_valid({})

    def test_unknown_verdict(self) -> None:
        side = {"name": "a", "source": "program", "tensorflow": None}
        told = {
            "schema": "scopeinspect/diff/1", "old": side, "new": side, "verdict": "same",
            "changes": [], "graph_only": [], "left_out": 0,
        }  # fmt: skip
        assert validator("diff").is_valid(told)
        assert not validator("diff").is_valid(told | {"verdict": "perhaps"})
        assert not validator("diff").is_valid(told | {"left_out": -1})
        assert not validator("diff").is_valid({key: value for key, value in told.items() if key != "changes"})

    def test_unknown_event(self) -> None:
        assert validator("recording").is_valid({"e": "doing", "what": "building"})
        assert not validator("recording").is_valid({"e": "dreaming", "what": "building"})
