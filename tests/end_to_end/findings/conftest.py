"""Recordings of the samples."""

from __future__ import annotations

import pytest

from scopeinspect.journal import save

from ...conftest import Record
from ...samples.expectations import SAMPLES
from .samples import Saved


@pytest.fixture(scope="module")
def saved(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """Return a function that gives the path of a sample's recording."""
    folder = tmp_path_factory.mktemp("recordings")

    def path(name: str) -> str:
        where = folder / f"{name}.scopes.jsonl"
        if not where.exists():
            save(record(SAMPLES / f"{name}.py"), where)
        return str(where)

    return path
