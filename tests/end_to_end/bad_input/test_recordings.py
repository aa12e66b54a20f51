"""Recordings that are none, torn or of another version."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from ...samples.expectations import SAMPLES
from .sentences import Said


def test_no_such_recording(said: Said) -> None:
    what = said("show", "missing.scopes.jsonl")
    assert what == "missing.scopes.jsonl: can't be read as a recording: No such file or directory."


@pytest.mark.parametrize("content", [b"", b"\n", b"\x00\xff\xfe" * 99, b"{}\n", b'{"e": "start"}\n', b"hello\n", b"[]\n"])
def test_foreign_recording(said: Said, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.scopes.jsonl").write_bytes(content)
    assert said("show", "a.scopes.jsonl").startswith("a.scopes.jsonl: ")


def test_truncated_recording(said: Said, tmp_path: Path, saved: Path) -> None:
    lines = saved.read_bytes().splitlines(keepends=True)
    (tmp_path / "a.scopes.jsonl").write_bytes(b"".join(lines[:-1]))
    assert "is cut off after line" in said("show", "a.scopes.jsonl")
    (tmp_path / "a.scopes.jsonl").write_bytes(b"".join(lines[:5])[:-9])
    assert said("show", "a.scopes.jsonl").startswith("a.scopes.jsonl: is cut off in line 5; record it again")


def test_newer_recording(said: Said, tmp_path: Path, saved: Path) -> None:
    newer = saved.read_bytes().replace(b"scopeinspect/recording/1", b"scopeinspect/recording/9", 1)
    (tmp_path / "a.scopes.jsonl").write_bytes(newer)
    what = said("show", "a.scopes.jsonl")
    assert "scopeinspect/recording/9" in what
    assert "upgrade" in what


def test_recording_that_is_no_gzip(said: Said, tmp_path: Path, saved: Path) -> None:
    (tmp_path / "a.scopes.jsonl.gz").write_bytes(saved.read_bytes())
    assert said("show", "a.scopes.jsonl.gz").startswith("a.scopes.jsonl.gz: can't be read as a recording")


def test_torn_gzip(said: Said, tmp_path: Path, saved: Path) -> None:
    packed = gzip.compress(saved.read_bytes())
    (tmp_path / "a.scopes.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    assert said("show", "a.scopes.jsonl.gz").startswith("a.scopes.jsonl.gz: can't be read as a recording")


def test_script_in_place_of_a_recording(said: Said) -> None:
    assert "is not a recording" in said("show", str(SAMPLES / "shared_filter.py"))


def test_module_is_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scopeinspect", "show", "missing"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "scopeinspect: missing: can't be read as a recording: No such file or directory.\n"
