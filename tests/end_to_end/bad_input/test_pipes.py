"""Pipes in the place of files: nothing is waited for that never comes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from .sentences import Said


@pytest.mark.parametrize(("command", "name"), [("run", "pipe.py"), ("check", "pipe.ipynb")])
def test_pipe_that_nobody_writes_to(said: Said, tmp_path: Path, command: str, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert re.fullmatch(f"{name}:? can't be read.*: it is a pipe that nobody writes to.", said(command, name))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("check --baseline pipe rec", "pipe: can't be read as a baseline: it is a pipe that nobody writes to."),
        ("diff pipe rec", "pipe: can't be read: it is a pipe that nobody writes to."),
        ("show pipe", "pipe: can't be read as a recording: it is a pipe that nobody writes to."),
        ("check --config pipe", "pipe: can't be read: it is a pipe that nobody writes to."),
    ],
)
def test_pipe_for_a_file_of_ours_that_nobody_writes_to(said: Said, tmp_path: Path, saved: Path, command: str, told: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "rec").write_bytes(saved.read_bytes())
    assert said(*command.split()) == told


@pytest.mark.parametrize("command", ["check", "diff rec", "dump --format dot", "show"])
@pytest.mark.parametrize("name", ["a.scopes.jsonl", "a.scopes.jsonl.gz"])
def test_pipe_for_a_recording_that_nobody_writes_to(said: Said, tmp_path: Path, saved: Path, command: str, name: str) -> None:
    os.mkfifo(tmp_path / name)
    (tmp_path / "rec").write_bytes(saved.read_bytes())
    told = said(*command.split(), name)
    assert told.startswith(f"{name}: can't be read")
    assert told.endswith("it is a pipe that nobody writes to.")


@pytest.mark.parametrize("pipe", ["m.index", "m.data-00000-of-00001", "checkpoint"])
def test_pipe_for_a_file_of_a_checkpoint(said: Said, tmp_path: Path, saved: Path, pipe: str) -> None:
    """TensorFlow would wait for ever."""
    for name in ("m.index", "m.data-00000-of-00001", "checkpoint"):
        (tmp_path / name).touch()
    (tmp_path / pipe).unlink()
    os.mkfifo(tmp_path / pipe)
    what = said("diff", ".", str(saved)) if pipe == "checkpoint" else said("diff", "m", str(saved))
    assert what == f"{tmp_path / pipe}: is a pipe or a device, and a checkpoint is to be in files."
