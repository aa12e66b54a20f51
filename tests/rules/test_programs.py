"""Recall and precision on small programs, each a complaint that people have, or right code that looks like one."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from scopeinspect.model import Event, Outcome, Request, ScopeEntry, Variable
from scopeinspect.recording import Recording
from scopeinspect.render.excerpt import excerpt
from scopeinspect.render.finding import Findings, findings_of

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


def test_killed_before_any_op_was_told(programs: dict[Path, Recording]) -> None:
    """Ops are told some time later than variables and requests: of those alone nothing may be concluded, or go wrong."""
    for recording in programs.values():
        for count in range(len(recording.events), 0, -4):
            cut = Recording(recording.start, recording.tensorflow, recording.events[:count], {}, Outcome("killed", -9))
            assert not {one.code for one in found(cut, REPOSITORY)} & {"SI102", "SI302"}


@pytest.mark.parametrize("kinds", [(Request,), (Variable,), (Request, Variable, ScopeEntry)])
def test_made_behind_the_users_back(programs: dict[Path, Recording], kinds: tuple[type[Event], ...]) -> None:
    """What a thread of a library makes has no line of the user's."""
    for recording in programs.values():
        events = [replace(one, stack=[]) if isinstance(one, kinds) else one for one in recording.events]
        found(Recording(recording.start, recording.tensorflow, events, recording.ops, recording.outcome), REPOSITORY)


@pytest.mark.parametrize(("kind", "begins"), [
    ("timed-out", "give it more time with --timeout, or end it"), ("interrupted", "let it run to its end, or end it"),
    ("killed", "mend the script first"),
])  # fmt: skip
def test_what_helps_where_the_run_was_ended(
    programs: dict[Path, Recording], kind: Literal["timed-out", "interrupted", "killed"], begins: str
) -> None:
    recording = programs[RIGHT[0]]
    ended = Recording(recording.start, recording.tensorflow, recording.events, recording.ops, Outcome(kind, -2))
    (one,) = [one for one in found(ended, REPOSITORY) if one.code == "SI902"]
    assert [fix.purpose.startswith(begins) for fix in one.fixes] == [True]


def test_a_copy_may_be_made_after_the_first_session(programs: dict[Path, Recording]) -> None:
    """In a method that is called while training; a run that is stopped before has not seen it."""
    (program,) = [program for program in PROGRAMS if program.stem == "target_network_never_copied"]
    all_ran = programs[program]
    stopped = Recording(all_ran.start, all_ran.tensorflow, all_ran.events, all_ran.ops, Outcome("stopped", 0))
    told = ["SI302" in {one.code for one in found(recording, REPOSITORY)} for recording in (all_ran, stopped)]
    assert told == [True, False]


def test_a_slip_of_the_keyboard_is_told_although_the_run_was_stopped(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "scope_misspelt_for_the_test"]
    all_ran = programs[program]
    stopped = Recording(all_ran.start, all_ran.tensorflow, all_ran.events, all_ran.ops, Outcome("stopped", 0))
    assert {"SI302"} <= {one.code for one in found(stopped, REPOSITORY)}


@pytest.mark.parametrize("program", RIGHT, ids=lambda path: path.stem)
def test_is_silent_about_what_is_right(programs: dict[Path, Recording], program: Path) -> None:
    recording = programs[program]
    assert recording.outcome.kind == "finished", recording.outcome
    assert recording.variables
    assert mistakes(program, recording) == []


def test_calls_that_are_written_out_are_as_good_as_two_lines(programs: dict[Path, Recording]) -> None:
    """A comprehension, or a loop, may well be meant to make one for each."""
    (program,) = [program for program in PROGRAMS if program.stem == "two_calls_of_layers_on_one_line"]
    assert [one.severity for one in found(programs[program], REPOSITORY) if one.code == "SI102"] == ["error"]


@pytest.mark.parametrize(("stem", "code", "severity"), [
    ("build_called_twice", "SI103", "error"),
    ("optimizers_compared", "SI103", "warning"),
    ("rate_beside_what_is_shared", "SI102", "warning"),
])  # fmt: skip
def test_what_may_be_meant_is_a_warning(
    programs: dict[Path, Recording], stem: str, code: str, severity: str
) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    assert [one.severity for one in found(programs[program], REPOSITORY) if one.code == code] == [severity]


@pytest.mark.parametrize(
    ("stem", "code", "purpose"),
    [
        ("wants_arguments", "SI902", "status 2 mostly says that a script wants arguments; they stand behind it, for `check` behind `--`:"),
        ("validation_in_a_name_scope", "SI110",
         "make it with tf.get_variable, which heeds reuse; its names have no name scopes in them, so an old checkpoint needs a map:"),
        ("variable_in_reuse_scope", "SI110", "make it with tf.get_variable, which heeds reuse:"),
        ("kernel_left_unused", "SI301",
         "remove it, or use it: a variable that is passed over by mistake looks like this."),
    ],
)
def test_what_helps_is_said(programs: dict[Path, Recording], stem: str, code: str, purpose: str) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    assert [one.fixes[0].purpose for one in found(programs[program], REPOSITORY) if one.code == code] == [purpose]


@pytest.mark.parametrize(("stem", "begins"), [
    ("reuse_not_passed_on_to_a_layer", "to share generator/d_conv1/w, pass reuse on at line 15, too,"),
    ("scope_number_counted_from_zero", 'line 14 has taken "encoder_1"; to have another scope at line 19,'),
    ("scope_number_is_taken", 'line 13 has taken "encoder_1"; to have another scope at line 16,'),
    ("scope_numbers_of_two_passes", "to share layer_0/weights, open its scope again"),
    ("rates_searched_in_a_loop", "to have one for each time, give each a scope of its own;"),
    ("rates_searched_in_a_comprehension", "to have one for each time, give each a scope of its own;"),
    ("rates_searched_by_two_functions", "to build another model in each round, give each a graph of its own:"),
    ("tower_loop_without_reuse", "to share "),
    ("actor_and_critic_of_one_name", 'to have a second set, give it a scope of its own; its names then have "critic/"'),
    ("actor_and_critic_in_one_scope", 'to have a second set, give it a scope of its own; its names then have "critic/"'),
    ("features_of_two_functions", "to share "),
    ("passes_of_two_functions", "to share "),
    ("optimizer_for_each_of_the_same_models", "to have one for each time, give each a scope of its own;"),
    ("optimizer_for_each_of_the_inputs", "to share "),
    ("build_of_both_kinds_called_twice", "build it once and keep what the first call returned."),
    ("model_of_both_kinds_for_two_sizes", "to share net/out and weights, make weights with tf.get_variable, too, and"),
])  # fmt: skip
def test_the_likeliest_stands_first(programs: dict[Path, Recording], stem: str, begins: str) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    (told,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI101"]
    assert told.fixes[0].purpose.startswith(begins)


@pytest.mark.parametrize(("stem", "begins", "code"), [
    ("test_built_on_what_training_needs", "to make it here, as the first call has to, ask for reuse below:", 3),
    ("workers_built_before_their_network", "to make it before it is shared, put line 17, ", 3),
    ("validation_and_training_without_flags", "to make it before it is shared, put line 8, ", 3),
    ("blocks_in_the_wrong_order", "to make it before it is shared, put line 9, ", 4),
    ("block_that_needs_what_is_between", "to make it here, as the first block has to, ask for reuse below:", 2),
    ("only_object_asks_for_reuse", "to make it here, build this pass without reuse, ", 1),
    ("reuse_asked_for_in_each_round", "to make it here, build this pass without reuse, ", 0),
    ("reuse_asked_of_the_first_object", "to make it here, build this pass without reuse, ", 0),
    ("reuse_asked_for_by_a_numbered_worker", "to make it here, build this pass without reuse, ", 0),
    ("reuse_asked_for_under_a_counted_name", "to make it here, build this pass without reuse, ", 0),
])  # fmt: skip
def test_what_makes_it_comes_first(programs: dict[Path, Recording], stem: str, begins: str, code: int) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    (told,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI104"]
    assert told.fixes[0].purpose.startswith(begins)
    assert len(told.fixes[0].code) == code


def test_the_scope_that_is_too_much_is_named_by_its_line(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "decoder_in_another_scope"]
    (told,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI104"]
    purpose = 'to share decoder/cell/kernel, ask for it outside of scope "infer", which line 13 opens.'
    assert told.fixes[0].purpose == purpose


def test_trainable_variables_of_a_frozen_scope_may_be_asked_for(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in RIGHT if program.stem == "selected_in_all_ways"]
    (one,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI207"]
    assert (one.severity, one.scopes) == ("info", ("base",))


def test_what_one_call_ignores_is_told_once(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "other_initializers_in_one_call"]
    (told,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI109"]
    assert told.variables == ("net/layer_0/kernel", "net/layer_1/kernel", "net/w")
    assert told.message.endswith("are shared, so initializer zeros_initializer() was ignored")


def test_one_line_is_told_once(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "names_as_trainable_in_a_loop"]
    (told,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI206"]
    assert told.variables == ("Variable", "Variable_1", "Variable_2")


def test_what_belongs_together_is_told_together(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "loop_inside_called_twice"]
    (message,) = [one.message for one in found(programs[program], REPOSITORY) if one.code == "SI102"]
    assert message.startswith("network made 3 variables twice (48 parameters, 192 bytes more")


@pytest.mark.parametrize(("stem", "begins"), [
    ("rnn_unrolled_over_parts", "to share cell/weights, as the steps of one network do, reuse it at line 13 from the second time on"),
    ("rnn_unrolled_without_reuse", "to share cell/weights, as the steps of one network do, reuse it at line 14 from the second time on"),
    ("layers_of_one_size_in_a_loop", "to have one for each time, give each a scope of its own"),
    ("layers_around_a_norm_in_a_loop", "to have one for each time, give each a scope of its own, as the layers of"),
    ("variable_of_layers_in_a_loop", "to have one for each time, give each a scope of its own, as the layers of"),
    ("bias_of_layers_in_a_loop", "to have one for each time, give each a scope of its own, as the layers of"),
    ("list_of_layers_in_a_loop", "to have one for each time, give each a scope of its own, as the layers of"),
    ("scores_summed_in_a_loop", "to share w, reuse it at line 6 from the second time on"),
    ("heads_listed_in_a_loop", "to share w, reuse it at line 12 from the second time on"),
    ("steps_that_make_their_weights", "to share w, as the steps of one network do, reuse it at line 7 from the second"),
    ("sizes_and_rates_compared", "to build another model in each round, give each a graph of its own:"),
    ("layers_of_two_sizes_in_two_loops", "to have one for each time, give each a scope of its own"),
    ("second_layer_of_a_stack", "to have a second set, give it a scope of its own"),
    ("input_changed_by_its_gradient", "to share w, make the second call at line 13 in reuse mode"),
    ("encoder_looks_at_what_it_decoded", "to share w, make the second call at line 14 in reuse mode"),
    ("towers_that_make_their_input", "to share fc/w, reuse it at line 15 from the second time on"),
])  # fmt: skip
def test_steps_of_a_sequence_share_and_layers_and_models_do_not(
    programs: dict[Path, Recording], stem: str, begins: str
) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    (one,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI101"]
    assert one.fixes[0].purpose.startswith(begins)


def test_the_call_of_the_pass_is_told_not_that_of_both(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "layer_left_out_by_a_model_fn"]
    (one,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI115"]
    assert [role.site.line for role in one.roles if role.text == "the call that gets it"] == [15]


def test_layers_that_are_numbered_anew_are_to_be_named_first(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "layer_of_another_width_left_out"]
    (one,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI105"]
    assert one.fixes[0].purpose.startswith("give each of these layers a name")
    assert not any(fix.purpose.startswith("to share it") for fix in one.fixes)


def test_name_that_is_meant(programs: dict[Path, Recording]) -> None:
    """As far as Python itself tells it, which 3.7 does not."""
    (program,) = [program for program in PROGRAMS if program.stem == "misspelt_name"]
    (one,) = found(programs[program], REPOSITORY)
    told = [line for fix in one.fixes for line in fix.code]
    tells = not programs[program].start.python.startswith("3.7.")
    assert told == (['w = tf.get_variable("w", [4, 4])  # line 5'] if tells else [])


@pytest.mark.parametrize(("stem", "code", "line"), [
    ("discriminator_without_reuse", "SI101", 17),
    ("discriminator_of_variables", "SI102", 18),
    ("optimizer_under_leaked_reuse", "SI106", 10),
    ("typo_under_reuse", "SI104", 7),
    ("var_list_left_one_out", "SI302", 9),
    ("gradient_cut_off", "SI302", 6),
])  # fmt: skip
def test_points_at_what_has_to_change(programs: dict[Path, Recording], stem: str, code: str, line: int) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    (one,) = findings_of(Findings(stem, tuple(
        one for one in found(programs[program], REPOSITORY) if one.code == code), folder=str(REPOSITORY)))  # fmt: skip
    assert (Path(one.path or "").stem, one.line) == (stem, line)


def test_quotes_a_statement_over_several_lines(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "layers_in_a_loop"]
    (one,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI101"]
    lines = [line.plain for line in excerpt(one, is_ascii=True, width=80)]
    start = lines.index("12 | x = layer(")
    assert lines[start : start + 5] == [
        "12 | x = layer(",
        "   |     ^ this calls layer in each round of the loop at line 11",
        "13 |     x,",
        "14 |     size,",
        "15 | )  # finds SI101",
    ]


def test_a_refusal_that_ended_the_script_is_not_said_to_be_caught(programs: dict[Path, Recording]) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == "size_not_known"]
    text = printed(programs[program])
    assert "SI113" in text
    assert "went on" not in text


def test_recorder_had_no_fault(programs: dict[Path, Recording]) -> None:
    assert [recording.faults for recording in programs.values() if recording.faults] == []
