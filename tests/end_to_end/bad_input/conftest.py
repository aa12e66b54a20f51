"""The command in an empty folder, and a recording to spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.journal import save

from ...conftest import Command, Record
from ...samples.expectations import SAMPLES
from .sentences import Said, sentence


@pytest.fixture
def said(scopeinspect: Command, tmp_path: Path) -> Said:
    """Return a function that runs the command in a folder and gives the sentence it ends with."""
    return lambda *arguments: sentence(scopeinspect(*arguments, cwd=tmp_path))


@pytest.fixture(scope="module")
def saved(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a saved recording."""
    path = tmp_path_factory.mktemp("saved") / "good.scopes.jsonl"
    save(record(SAMPLES / "shared_filter.py"), path)
    return path
