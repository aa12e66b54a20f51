"""Recall and precision on small programs, each a complaint that people have, or right code that looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.model import Recording

from ..render.printed import printed
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


@pytest.mark.parametrize(("stem", "code", "says"), [
    ("average_in_reused_scope", "SI106", "the moving average can't make its shadow for model/Mean"),
    ("net_for_training_and_test", "SI103", "to share one set, give the layer or scope a name"),
    ("one_cell_in_every_layer", "SI114", "every layer of the stack is one object, cell"),
    ("shape_beside_values", "SI113", "embedding/w can't be made: its initializer is a tensor of Const"),
    ("shape_not_given", "SI113", "nothing gives its shape"),
    ("shape_of_a_tensor", "SI113", "its shape is made of a tensor"),
    ("size_not_known", "SI113", "a size of its shape ?×10 is not known"),
    ("step_after_shared_towers", "SI104", "to bound the reuse, replace line 19"),
    ("template_made_in_each_call", "SI102", "made it again: critic_1/w"),
])  # fmt: skip
def test_says_what_helps(programs: dict[Path, Recording], stem: str, code: str, says: str) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    (one,) = [one for one in found(programs[program], REPOSITORY) if one.code == code]
    told = [one.message, *(role.text for role in one.roles), *(fix.purpose for fix in one.fixes)]
    assert any(says in text for text in told), told


def test_a_refusal_that_ended_the_script_is_not_said_to_be_caught(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "size_not_known"]
    text = printed(programs[program])
    assert "SI113" in text
    assert "went on" not in text


def test_recorder_had_no_fault(programs: dict[Path, Recording]) -> None:
    assert [recording.faults for recording in programs.values() if recording.faults] == []
