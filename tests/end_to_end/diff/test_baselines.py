"""`scopeinspect baseline`: what it writes, and what it lets be."""

from __future__ import annotations

import json
from pathlib import Path

from ...conftest import Command
from .sides import CLEAN, FAILED, PROGRAM


def test_baseline_comes_to_be_and_follows(scopeinspect: Command, recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "train.json"

    def write(name: str) -> str:
        ran = scopeinspect("baseline", "--output", path, f"{name}.scopes.jsonl", cwd=recorded)
        assert (ran.status, ran.stderr) == (CLEAN, "")
        return ran.stdout

    assert write("old").endswith("train.json: written, 2 variables.\n")
    content, number = path.read_bytes(), path.stat().st_ino
    assert list(json.loads(content)["variables"]) == ["enc/b", "enc/w"]
    assert write("old").endswith("train.json: unchanged, 2 variables.\n")
    assert (path.read_bytes(), path.stat().st_ino) == (content, number)
    said = write("new")
    assert "updated, 2 variables now" in said
    assert "enc/ → encoder/" in said
    assert "--assignment-map" not in said
    assert list(json.loads(path.read_text())["variables"]) == ["encoder/b", "encoder/w"]


def test_baseline_that_was_only_put_in_another_form_is_let_be(
    scopeinspect: Command, recorded: Path, tmp_path: Path
) -> None:
    path = tmp_path / "train.json"
    scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recorded)
    content = json.dumps(json.loads(path.read_text()), indent=4)
    path.write_text(content)
    assert "unchanged" in scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recorded).stdout
    assert path.read_text() == content


def test_slots_stay_asked_for(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        PROGRAM + 'tf.train.AdamOptimizer().minimize(tf.reduce_sum(tf.get_variable("v", [2])))\n'
    )
    scopeinspect("run", "--save", "a.scopes.jsonl", "train.py", cwd=tmp_path)
    path = tmp_path / "a.baseline.json"
    scopeinspect("baseline", "a.scopes.jsonl", cwd=tmp_path)
    plain = json.loads(path.read_text())
    assert "slots" not in plain
    assert "v/Adam" not in plain["variables"]
    scopeinspect("baseline", "--slots", "a.scopes.jsonl", cwd=tmp_path)
    full = json.loads(path.read_text())
    assert full["slots"] is True
    assert full["variables"]["v/Adam"]["kind"] == "slot"
    assert "unchanged" in scopeinspect("baseline", "a.scopes.jsonl", cwd=tmp_path).stdout


def test_what_is_no_baseline_is_not_replaced(scopeinspect: Command, recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"name": "mine"}')
    ran = scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recorded)
    assert ran.status == FAILED
    assert "is not a baseline" in ran.stderr
    assert path.read_text() == '{"name": "mine"}'


def test_two_targets_with_one_baseline(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    (tmp_path / "a.ipynb").write_text("{}")
    ran = scopeinspect("baseline", "a.py", "a.ipynb", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "would have one baseline" in ran.stderr


def test_nothing_to_do(scopeinspect: Command, tmp_path: Path) -> None:
    ran = scopeinspect("baseline", cwd=tmp_path)
    assert ran.status == FAILED
    assert "name a TARGET" in ran.stderr
