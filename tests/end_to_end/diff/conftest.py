"""Recordings and a repository in which a scope was renamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ...conftest import Command
from .sides import PROGRAM, RENAMED, git


@pytest.fixture(scope="session")
def recorded(scopeinspect: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with recordings of programs, so that most tests need to run none."""
    folder = tmp_path_factory.mktemp("recordings")
    programs = {"old": PROGRAM, "new": RENAMED, "fewer": PROGRAM.replace('    tf.get_variable("w", [3, 4])\n', "")}
    for name, text in programs.items():
        (folder / f"{name}.py").write_text(text)
        ran = scopeinspect("run", "--save", f"{name}.scopes.jsonl", f"{name}.py", cwd=folder)
        assert ran.status == 0, ran.stderr
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository whose program was renamed since its only commit, and has not been committed since."""
    (tmp_path / "train.py").write_text(PROGRAM)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "train.py").write_text(RENAMED)
    return tmp_path
