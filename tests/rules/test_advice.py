"""What the rules say to type, typed: the finding is gone, and no error comes in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.checking import check
from scopeinspect.recording import Recording
from scopeinspect.rules.rule import Diagnostic

from ..forked import record_all
from .expected import PROGRAMS
from .typed import NotTypedError, typed

pytestmark = pytest.mark.timeout(600)


def test_advice_works_word_for_word(programs: dict[Path, Recording], python: str, tmp_path: Path) -> None:
    told: list[tuple[Path, Diagnostic]] = []
    for program in PROGRAMS:
        for place, one in enumerate(_found(programs[program], program.parent)):
            for number, fix in enumerate(one.fixes):
                try:
                    text = typed(program.read_text(encoding="utf-8"), one, fix)
                except NotTypedError:
                    continue
                told.append((tmp_path / f"{program.stem}_{one.code}_{place}_{number}.py", one))
                told[-1][0].write_text(text, encoding="utf-8")
    recordings = record_all([path for path, _ in told], python, tmp_path)
    left = {
        path.stem: [f"{again.code}: {again.message}" for again in _found(recording, tmp_path) if _is_bad(again, one)]
        for (path, one), recording in zip(told, recordings, strict=True)
    }
    assert {name: what for name, what in left.items() if what} == {}
    assert len(told) >= 100


def _found(recording: Recording, folder: Path) -> tuple[Diagnostic, ...]:
    return check(recording, folder=str(folder)).diagnostics


def _is_bad(after: Diagnostic, before: Diagnostic) -> bool:
    """Whether a finding is the one that should be gone, or an error."""
    places = [one.primary.site.text if one.primary else None for one in (after, before)]
    return after.severity == "error" or (after.code == before.code and places[0] == places[1])
