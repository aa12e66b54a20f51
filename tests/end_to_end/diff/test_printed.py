"""What `scopeinspect diff` prints of its changes, and what it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ...conftest import Command
from .sides import CHANGES, CLEAN, PROGRAM


def test_renamed_scope(scopeinspect: Command, recorded: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recorded)
    assert ran.status == CHANGES
    lines = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    assert lines == [
        "An old checkpoint restores with a map: 2 variables renamed, nothing lost.",
        "",
        "→ moved enc/ → encoder/ 2 variables",
        "",
        lines[4],
        "",
        "Print the map: scopeinspect diff --assignment-map old.scopes.jsonl new.scopes.jsonl",
    ]
    assert lines[4].startswith("Graph only: ")
    assert ran.stderr == ""


def test_sentences_are_wrapped_and_the_command_is_not(scopeinspect: Command, recorded: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recorded, env={"COLUMNS": "40"})
    *sentences, command = ran.stdout.splitlines()
    assert any(line.startswith("Graph only: ") for line in sentences)
    assert max(map(len, sentences)) <= 40
    assert command == "Print the map: scopeinspect diff --assignment-map old.scopes.jsonl new.scopes.jsonl"


def test_nothing_changed(scopeinspect: Command, recorded: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "old.scopes.jsonl", cwd=recorded)
    assert ran.status == CLEAN
    assert ran.stdout == "Nothing has changed: an old checkpoint restores as it is (2 variables).\n"


def test_ascii(installed: Command, recorded: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = installed("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recorded, env=environment)
    assert ran.stdout.isascii()
    assert "enc/ -> encoder/" in ran.stdout


@pytest.mark.parametrize(
    ("fail_on", "status"), [("any", CHANGES), ("error", CLEAN), ("warning", CHANGES), ("never", CLEAN)]
)
def test_fail_on(scopeinspect: Command, recorded: Path, tmp_path: Path, fail_on: str, status: int) -> None:
    path = tmp_path / "b.json"
    assert scopeinspect("baseline", "--output", path, "fewer.scopes.jsonl", cwd=recorded).status == CLEAN
    ran = scopeinspect("diff", "--fail-on", fail_on, path, "old.scopes.jsonl", cwd=recorded)  # a warning: one is new
    assert ran.status == status, ran.stdout


def test_no_renames(scopeinspect: Command, recorded: Path) -> None:
    ran = scopeinspect("diff", "--no-renames", "--format", "json", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recorded)
    data = json.loads(ran.stdout)
    assert data["verdict"] == "breaks"
    assert {change["kind"] for change in data["changes"]} == {"variable-added", "variable-removed"}


@pytest.mark.parametrize("format_name", ["text", "markdown", "html"])
def test_sides_the_wrong_way_round(
    scopeinspect: Command, recorded: Path, tmp_path: Path, format_name: str
) -> None:
    """The verdict is about the direction that was typed; that it may not be the one that was meant is said beside it."""
    path = tmp_path / "b.json"
    scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recorded)
    question = "is that the wrong way round"
    ran = scopeinspect("diff", "--format", format_name, "new.scopes.jsonl", path, cwd=recorded)
    assert ran.status == CHANGES
    assert question in ran.stdout
    assert "--assignment-map" not in ran.stdout  # which would be refused
    ran = scopeinspect("diff", "--format", format_name, path, "new.scopes.jsonl", cwd=recorded)
    assert question not in ran.stdout


def test_a_rename_in_each_layer_is_told_once(scopeinspect: Command, tmp_path: Path) -> None:
    """By `diff` and by `check`; the map has each."""
    old = 'import tensorflow as tf\nfor n in range(3):\n    with tf.variable_scope("l%d/attn" % n):\n'
    old += '        tf.get_variable("w", [n + 2]), tf.get_variable("v", [n + 2])\n'
    (tmp_path / "old.py").write_text(old)
    (tmp_path / "new.py").write_text(old.replace("attn", "attention"))
    done = scopeinspect("diff", "old.py", "new.py", cwd=tmp_path)
    assert "moved  l0/attn/ → l0/attention/ and 2 more  2 variables\n" in done.stdout
    done = scopeinspect("diff", "--assignment-map", "old.py", "new.py", cwd=tmp_path)
    assert [f'"l{n}/attn/": "l{n}/attention/"' in done.stdout for n in range(3)] == [True] * 3
    scopeinspect("baseline", "old.py", "--output", "new.baseline.json", cwd=tmp_path)
    done = scopeinspect("check", "new.py", cwd=tmp_path)
    assert "l0/attn/ is l0/attention/ now (2 variables), and 2 more like it" in done.stdout


def test_initializers_are_told_as_everywhere(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(PROGRAM)
    scopeinspect("baseline", "new.py", cwd=tmp_path)
    (tmp_path / "new.py").write_text(PROGRAM.replace("zeros", "ones"))
    assert "zeros() → ones()" in scopeinspect("diff", "new.baseline.json", "new.py", cwd=tmp_path).stdout
    assert "zeros() → ones()" in scopeinspect("check", "new.py", cwd=tmp_path).stdout
