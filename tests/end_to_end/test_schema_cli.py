"""`scopeinspect schema`, and the files of real runs against what it prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from ..runs import REPOSITORY, Ran

Command = Callable[..., Ran]


@pytest.fixture
def schema(scopeinspect: Command) -> Callable[[str], jsonschema.Draft202012Validator]:
    """Return a function that gives the schema that the command prints."""

    def schema(name: str) -> jsonschema.Draft202012Validator:
        ran = scopeinspect("schema", name)
        assert (ran.status, ran.stderr) == (0, "")
        return jsonschema.Draft202012Validator(json.loads(ran.stdout))

    return schema


def test_files_of_a_run(
    scopeinspect: Command, schema: Callable[[str], jsonschema.Draft202012Validator], tmp_path: Path
) -> None:
    recording, kept = tmp_path / "a.scopes.jsonl", tmp_path / "a.baseline.json"
    ran = scopeinspect(
        "run", "--format", "json", "--save", recording, "samples/inherited_initializers.py", cwd=REPOSITORY
    )
    assert ran.status == 0
    schema("report").validate(json.loads(ran.stdout))
    line_schema = schema("recording")
    for line in recording.read_text().splitlines():
        line_schema.validate(json.loads(line))
    assert scopeinspect("baseline", recording).status == 0
    schema("baseline").validate(json.loads(kept.read_text()))
    ran = scopeinspect("diff", "--format", "json", kept, recording)
    assert ran.status == 0
    schema("diff").validate(json.loads(ran.stdout))


@pytest.mark.parametrize("arguments", [(), ("nonsense",)])
def test_wrong_use(scopeinspect: Command, arguments: tuple[str, ...]) -> None:
    ran = scopeinspect("schema", *arguments)
    assert (ran.status, ran.stdout) == (2, "")
    assert "report" in ran.stderr


def test_help(scopeinspect: Command) -> None:
    ran = scopeinspect("schema", "--help")
    assert ran.status == 0
    assert "Examples:" in ran.stdout
