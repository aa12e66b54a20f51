"""Fixtures for running targets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .targets import Runner, interpreter


@pytest.fixture(params=["current", "3.7"])
def python(request: pytest.FixtureRequest) -> str:
    """Give the interpreters that targets run in: this one, and the oldest that is to work."""
    if request.param == "current":
        return sys.executable
    found = interpreter(request.param)
    if found is None:
        pytest.skip(f"NOT COMPARED: there is no Python {request.param} on this machine")
    return found


@pytest.fixture
def runner(python: str, tmp_path: Path) -> Runner:
    """Give a runner for each interpreter, with an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Runner(python, folder)


@pytest.fixture
def current(tmp_path: Path) -> Runner:
    """Give a runner for this interpreter alone, where versions of Python don't matter."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Runner(sys.executable, folder)
