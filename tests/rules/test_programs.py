"""Recall and precision on small programs, each a complaint that people have, or right code that looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.model import Recording

from ..runs import REPOSITORY
from .expected import PROGRAMS, RIGHT, expected, found, mistakes

pytestmark = pytest.mark.timeout(600)


def test_there_are_enough() -> None:
    assert len(PROGRAMS) >= 40
    assert all(expected(program) for program in PROGRAMS)
    assert not any(expected(program) for program in RIGHT)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_finds_what_is_wrong(programs: dict[Path, Recording], program: Path) -> None:
    assert mistakes(program, programs[program]) == []


@pytest.mark.parametrize("program", RIGHT, ids=lambda path: path.stem)
def test_is_silent_about_what_is_right(programs: dict[Path, Recording], program: Path) -> None:
    recording = programs[program]
    assert recording.outcome.kind == "finished", recording.outcome
    assert recording.variables
    assert mistakes(program, recording) == []


def test_what_belongs_together_is_told_together(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "loop_inside_called_twice"]
    (message,) = [one.message for one in found(programs[program], REPOSITORY) if one.code == "SI102"]
    assert message.startswith("network made 3 variables twice (48 parameters, 192 bytes more")


def test_recorder_had_no_fault(programs: dict[Path, Recording]) -> None:
    assert [recording.faults for recording in programs.values() if recording.faults] == []
