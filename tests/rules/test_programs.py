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


@pytest.mark.parametrize(("stem", "severity"), [("build_called_twice", "error"), ("optimizers_compared", "warning")])
def test_models_that_are_compared_may_be_meant(programs: dict[Path, Recording], stem: str, severity: str) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    assert [one.severity for one in found(programs[program], REPOSITORY) if one.code == "SI103"] == [severity]


@pytest.mark.parametrize(
    ("stem", "code", "purpose"),
    [
        ("wants_arguments", "SI902", "status 2 mostly says that a script wants arguments; they stand behind it, for `check` behind `--`:"),
        ("validation_in_a_name_scope", "SI110",
         "make it with tf.get_variable, which heeds reuse; its names have no name scopes in them, so an old checkpoint needs a map:"),
        ("variable_in_reuse_scope", "SI110", "make it with tf.get_variable, which heeds reuse:"),
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
    ("passes_of_two_functions", "to share "),
])  # fmt: skip
def test_the_likeliest_stands_first(programs: dict[Path, Recording], stem: str, begins: str) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    (told,) = [one for one in found(programs[program], REPOSITORY) if one.code == "SI101"]
    assert told.fixes[0].purpose.startswith(begins)


@pytest.mark.parametrize(("stem", "begins", "code"), [
    ("test_built_on_what_training_needs", "to make it here, as the first call has to, ask for reuse below:", 3),
    ("workers_built_before_their_network", "to make it before it is shared, put line 17, ", 3),
    ("validation_and_training_without_flags", "to make it before it is shared, put line 8, ", 3),
    ("only_object_asks_for_reuse", "to make it here, build this pass without reuse, ", 1),
    ("reuse_asked_for_in_each_round", "to make it here, build this pass without reuse, ", 0),
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


@pytest.mark.parametrize(("stem", "code", "says"), [
    ("built_again_after_a_session", "SI103", "open a new session after it"),
    ("built_again_in_a_session", "SI103", "with tf.Graph().as_default(), tf.Session() as session:"),
    ("checkpoint_of_other_names", "SI902", "it raised NotFoundError: Key features/weights not found in checkpoint"),
    ("checkpoint_of_other_names", "SI902", "/old model' "),
    ("cells_named_in_a_list", "SI114", "make a cell for each layer: what makes cell has to run once for each of them."),
    ("filter_in_name_scopes_twice", "SI102", 'with tf.variable_scope("conv2"):  # line 9'),
    ("gradient_cut_off", "SI302", "its gradient ends here: StopGradient"),
    ("layers_in_a_loop", "SI101", "they can't be shared: the first is 4×8, the second would be 8×6."),
    ("loop_around_calls_in_calls", "SI102", "network made 1 variable three times"),
    ("loop_inside_one_call", "SI102", "the loop at line 7 made 2 variables three times"),
    ("loss_without_it", "SI302", "the loss does not depend on it"),
    ("optimizers_of_a_gan_under_reuse", "SI106", "to bound the reuse that lines 7, 16 switched on"),
    ("package_that_is_missing", "SI902", "install no_such_package where the script runs"),
    ("shape_not_given_at_the_root", "SI113", "weights was made here"),
    ("second_call_in_an_open_scope", "SI101", 'with tf.variable_scope("second"):'),
    ("second_call_in_its_open_scopes", "SI101", 'with tf.variable_scope("conv_2"):'),
    ("reuse_left_out_of_a_switch", "SI101", "difference -= discriminator(fake, reuse=True)  # line 15"),
    ("size_that_is_divided", "SI113",
     'w = tf.get_variable("w", [4, UNITS // 2], initializer=tf.zeros_initializer())  # line 8'),
    ("statement_over_several_lines", "SI101", "…  # lines 15 to 21, as they are"),
    ("layer_left_out_of_the_test", "SI115", 'return tf.layers.dense(x, 4, name="dense_1")  # line 11'),
    ("layer_of_a_helper_left_out", "SI115", '"dense" at line 12 and "dense_1" at line 13'),
    ("layer_of_another_width_left_out", "SI105", "made network/dense_2/kernel in an earlier pass"),
    ("layer_of_another_width_left_out", "SI105", "A pass that leaves one out numbers all after it anew"),
    ("layer_of_another_width_left_out", "SI105", 'return tf.layers.dense(x, 2, name="dense_2")  # line 10'),
    ("layers_numbered_in_another_loop", "SI101", "this calls layer in each round of the loop at line 10"),
    ("layers_numbered_in_another_loop", "SI101", 'with tf.variable_scope("layer_%d" % gpu):'),
    ("weights_and_bias_of_layers_in_a_loop", "SI101", '    b = tf.get_variable("b", [4])'),
    ("keras_layer_beside_another", "SI110", "nothing in the scope is like it: if it is to be new, make it outside"),
    ("second_optimizer_for_one_net", "SI101", 'optimizer = tf.train.AdamOptimizer(name="Adam_2")  # line 12'),
    ("second_moving_average_of_one_net", "SI101", "the moving average can't make its shadow for net/w: there is one of"),
    ("second_moving_average_of_one_net", "SI101",
     ('slow = tf.train.ExponentialMovingAverage(0.99, name="ExponentialMovingAverage_2").apply(tf.trainable_variables())'
     "  # line 13")),
    ("second_optimizer_for_one_net", "SI101", "can't make its slot Adam for net/w: there is one of that name"),
    ("optimizers_that_share_their_slots", "SI106", 'slow = tf.train.AdamOptimizer(0.001, name="Adam_2").minimize(net(x))  # line 13'),
    ("optimizer_in_a_build_that_shares", "SI106", "make it in the first build only"),
    ("build_and_optimizer_twice", "SI101", "with tf.Graph().as_default():"),
    ("build_and_optimizer_twice", "SI101", "no name changes; its optimizer is to be made by one of them only:"),
    ("dictionaries_of_variables_twice", "SI102",
     '    "h1": tf.get_variable("weights_h1", [8, 4], initializer=tf.random_normal_initializer()),'),
    ("made_by_the_loop_itself", "SI101", "this calls get_variable in each round of the loop at line 5"),
    ("name_of_a_copied_line", "SI101", 'w_action = tf.get_variable("w_state_2", [2, 8])  # line 8'),
    ("scope_of_a_copied_call", "SI101", "as line 7 does already:"),
    ("one_head_in_two_loops", "SI101", 'with tf.variable_scope("head_%d_%d" % (gpu, task)):'),
    ("tasks_in_shared_towers", "SI101", 'with tf.variable_scope("head_%d" % number):'),
    ("sizes_and_rates_compared", "SI101", "this calls build in each round of the loop at line 14"),
    ("sizes_and_rates_compared", "SI101", 'with tf.variable_scope("build_%d_%d" % (round_number, number)):'),
    ("sizes_and_rates_compared", "SI101", "to build another model in each round, give each a graph of its own:"),
    ("layers_of_two_sizes_in_two_loops", "SI101", "this calls dense in each round of the loop at line 8"),
    ("layers_of_two_sizes_in_two_loops", "SI101",
     "to share head/kernel, all rounds must ask for one shape, whatever size is in those of the loop at line 7."),
    ("name_scope_of_one_name_in_a_loop", "SI101", "for number, size in enumerate((3, 4, 5)):  # line 5"),
    ("name_scope_of_one_name_in_a_loop", "SI101", '    with tf.variable_scope("conv-maxpool_%d" % number):  # line 6'),
    ("name_scope_in_a_function_called_twice", "SI101", 'with tf.variable_scope("second"):'),
    ("name_scope_around_a_loop", "SI101", 'with tf.variable_scope("layer_%d" % i):'),
    ("variable_made_twice_in_one_scope", "SI110",
     'train = tf.get_variable("w", [4], initializer=tf.zeros_initializer())  # line 6'),
    ("two_more_calls_on_one_line", "SI101", 'with tf.variable_scope("net_3"):'),
    ("two_more_calls_on_one_line", "SI101", "with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):"),
    ("two_statements_on_one_line", "SI101", "this line calls it in 2 statements"),
    ("folds_of_a_cross_validation", "SI103", "to build another model in each round, give each a graph of its own:"),
    ("rates_compared_in_a_loop", "SI101", "to build another model in each round, give each a graph of its own:"),
    ("meta_graph_imported_after_training", "SI103", "imported it again, as w_1"),
    ("meta_graph_imported_over_the_model", "SI103", "saver = tf.train.Saver()"),
    ("reuse_from_the_first_step_on", "SI104", 'with tf.variable_scope("cell", reuse=tf.AUTO_REUSE):'),
    ("variable_in_cond", "SI902", "w = tf.Variable(lambda: tf.random_normal([4, 4])"),
    ("variables_in_two_loops", "SI102", '"w_%d_%d" % (block, number)'),
    ("towers_around_numbered_layers", "SI101", "this calls network in each round of the loop at line 13"),
    ("towers_in_a_comprehension", "SI101", "this comprehension calls network in each round"),
    ("towers_then_adam", "SI106", "remove line 14"),
    ("two_calls_on_one_line", "SI101", "this statement calls encoder twice"),
    ("var_list_left_one_out", "SI302", "The loss depends on it, and var_list leaves it out."),
    ("var_list_without_two_generators", "SI302", '+ tf.trainable_variables("(generator_there/|generator_back/)"))'),
    ("named_average_in_reused_scope", "SI106", "the moving average can't make its shadow for model/L2Loss"),
    ("average_in_reused_scope", "SI106", "the moving average can't make its shadow for model/Mean"),
    ("model_trained_and_tested", "SI106", "the second build makes an optimizer of its own"),
    ("reuse_in_a_graph_of_its_own", "SI104", "is True here; the variable of that name is in another graph"),
    ("reuse_in_a_graph_of_its_own", "SI104", "[1, 8]), reuse=False)  # line 15"),
    ("layers_reused_in_another_graph", "SI104", 'tf.variable_scope("", reuse=tf.AUTO_REUSE):  # line 12'),
    ("reuse_passed_by_a_caller", "SI104", "this call passes reuse"),
    ("reuse_asked_for_by_the_first_call", "SI104", "[None, 4]), reuse=False)  # line 12"),
    ("reuse_asked_for_by_the_first_call", "SI104", "[None, 4]), reuse=tf.AUTO_REUSE)  # line 12"),
    ("reuse_not_passed_on_to_a_layer", "SI101", "this does not pass reuse on, as lines 13, 14 do"),
    ("reuse_not_passed_on_to_a_layer", "SI101", 'return conv(x, 4, scope="d_conv2", reuse=reuse)  # line 18'),
    ("reuse_not_passed_on_to_a_scope", "SI101", 'with tf.variable_scope("last", reuse=reuse):  # line 11'),
    ("scope_number_counted_from_zero", "SI101", 'with tf.variable_scope(f"encoder_{i + 3}"):  # line 19'),
    ("scope_number_is_taken", "SI101", 'with tf.variable_scope("encoder_%d" % (len(layers) + 1)):  # line 16'),
    ("reuse_given_to_a_cell", "SI104", "cell = tf.nn.rnn_cell.LSTMCell(16, reuse=tf.AUTO_REUSE)  # line 7"),
    ("reuse_given_to_a_cell", "SI104", 'with tf.variable_scope("encode_%s" % x.op.name, reuse=tf.AUTO_REUSE):  # line 8'),
    ("reuse_given_to_a_new_layer", "SI104", 'tf.layers.dense(x, 8, name="hidden", reuse=tf.AUTO_REUSE)  # line 6'),
    ("layers_that_are_cut_off", "SI302", 'hidden = tf.layers.dense(x, 8, name="base", trainable=False)  # line 6'),
    ("layers_that_are_cut_off", "SI302", 'beside = tf.layers.Dense(1, name="beside", trainable=False)  # line 7'),
    ("layers_that_are_cut_off", "SI302", "among tf.trainable_variables() even with trainable=False."),
    ("reuse_switched_on_by_default", "SI104", "share it from then on, remove lines 8 to 9 and write:"),
    ("reuse_for_a_network_that_is_new", "SI107", "to bound the reuse, remove lines 7 to 8: nothing beside it"),
    ("reuse_by_default", "SI104", "sample = generator(z, reuse=False)  # line 11"),
    ("reuse_by_default_then_asked_for", "SI104", "fake = generator(z, reuse=False)  # line 11"),
    ("reuse_by_default_then_asked_for", "SI104", "fake = generator(z, reuse=tf.AUTO_REUSE)  # line 11"),
    ("reuse_asked_for_by_the_first_of_two_calls", "SI104", 'with tf.variable_scope("conv1", reuse=tf.AUTO_REUSE):  # line 8'),
    ("reuse_asked_for_in_each_round", "SI104", 'with tf.variable_scope("net", reuse=tf.AUTO_REUSE):  # line 6'),
    ("reuse_left_out_of_the_second_call", "SI101", "valid = net.build(x, 3, reuse=True)  # line 16"),
    ("reuse_left_out_of_the_second_call", "SI101", "test = net.build(x, 3, tf.AUTO_REUSE)  # line 17"),
    ("reuse_left_out_before_it_is_passed", "SI101", "test = net(x, reuse=True)  # line 12"),
    ("reuse_left_out_before_it_is_passed", "SI101", "make the second call at line 12 in reuse mode; no name changes:"),
    ("reuse_left_out_of_an_object", "SI101", "value = ValueEstimator(reuse=True)  # line 26"),
    ("scope_opened_again_without_reuse", "SI101", 'with tf.variable_scope("main", reuse=tf.AUTO_REUSE):  # line 13'),
    ("default_name_scope", "SI202", "block was given no name here"),
    ("layers_in_a_loop", "SI101", "as the layers of a stack have; what"),
    ("name_in_another_case", "SI201", "the name embedding, which differs from Embedding in case alone"),
    ("target_network_selected_by_half_its_name", "SI207", 'scope="agent/target")  # line 15'),
    ("cell_of_inference_outside_of_rnn", "SI302", "if decoder/rnn/gru_cell is meant, to share its variables:"),
    ("cell_of_inference_outside_of_rnn", "SI302", 'with tf.variable_scope("rnn", reuse=tf.AUTO_REUSE):'),
    ("target_network_copied_the_wrong_way", "SI302", "(line 15 does it the other way round)"),
    ("target_network_copied_the_wrong_way", "SI302", "trainable=False takes them out of what line 14 selects, which then has to ask"),
    ("names_misspelt_in_a_comprehension", "SI902",
     'no variable\'s name begins with "generater/", as line 7 asks; if generator is meant:'),
    ("names_misspelt_in_a_comprehension", "SI902", 'if v.name.startswith("generator/")]  # line 7'),
    ("names_without_their_scope_in_a_comprehension", "SI902", 'v.name.startswith("model/generator/")]  # line 11'),
    ("names_that_nothing_contains", "SI902", 'no variable\'s name contains "decoder", as line 8 asks; if encoder is'),
    ("initializer_made_before_the_network", "SI902", "of line 9 does not know regression/w, which line 13 made later"),
    ("initializer_made_before_the_network", "SI902", "initialize all of them above line 16, where every variable is there:"),
    ("initializer_made_before_the_network", "SI902", "self.session.run(tf.global_variables_initializer())"),
    ("never_initialized", "SI902", "nothing initializes counter; initialize all of them above line 7"),
    ("initializer_that_is_not_run", "SI902", "the initializer of line 5 was not run in this session before; initialize"),
    ("metric_never_initialized", "SI902", " is a local variable, and tf.global_variables_initializer leaves those out; init"),
    ("loss_of_rounded_scores", "SI902", "no gradient flows through ArgMax (line 8), which the loss is computed from"),
    ("loss_of_inputs_alone", "SI902", "no variable flows into the loss (line 6): it is computed from inputs and"),
    ("metric_never_initialized", "SI902", "session.run(tf.local_variables_initializer())"),
    ("target_network_left_out", "SI302", "it, and var_list leaves it out. target has the same variables as q, and only"),
    ("target_network_left_out", "SI302", "if target is to follow q, as a target network does, assign to it what q has"),
    ("target_network_never_copied", "SI302", "only their initializers and a saver write them"),
    ("target_network_never_copied", "SI302", 'zip(tf.trainable_variables("agent/target/"), '),
    ("target_network_selected_as_trainable", "SI207", "so is what zip makes of it at line 15"),
    ("target_network_selected_as_trainable", "SI207", 'tf.GraphKeys.GLOBAL_VARIABLES, scope="target_net")  # line 14'),
    ("selection_misspelt_for_an_optimizer", "SI207", "trainable_variables: ValueError: No variables to optimize"),
    ("selection_misspelt_for_apply_gradients", "SI207", "in trainable_variables: ValueError: No variables provided"),
    ("selection_misspelt_for_a_saver", "SI207", 'tf.global_variables(scope="model/encoder"))  # line 6'),
    ("selections_misspelt_in_a_class", "SI207", 'self.g_vars = self.trainable("gan/generator")  # line 13'),
    ("selections_misspelt_in_a_class", "SI207", 'self.d_vars = self.trainable("gan/discriminator")  # line 14'),
    ("name_scope_selected", "SI207", "copy is a name scope: ops are in it"),
    ("prefix_selects_too_much", "SI205", 'critic = tf.trainable_variables("critic/")  # line 10'),
    ("net_for_training_and_test", "SI103", "to share one set, give the layer or scope a name"),
    ("one_cell_in_every_layer", "SI114", "every layer of the stack is one object, cell"),
    ("wrapped_cell_in_every_layer", "SI114", "DropoutWrapper(tf.nn.rnn_cell.GRUCell(units), output_keep_prob=keep) for"),
    ("cell_in_a_wrapper_for_each_layer", "SI114", "[tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.LSTMCell(20), 0.5) for"),
    ("one_cell_for_both_directions", "SI114", "rnn(cell, tf.nn.rnn_cell.GRUCell(32), words, dtype=tf.float32)  # line 7"),
    ("shape_beside_values", "SI113", "embedding/w can't be made: its initializer is a tensor of Const"),
    ("shape_not_given", "SI113", "nothing gives its shape"),
    ("shape_of_a_tensor", "SI113", "its shape is made of a tensor"),
    ("size_not_known", "SI113", "a size of its shape ?×10 is not known"),
    ("scope_misspelt_for_the_test", "SI302", "hidden/kernel comes from here"),
    ("scope_misspelt_for_the_test", "SI302",
     'return dense(dense(dense(inputs, 8, "input"), 8, "hidden"), 3, "scores")  # line 16'),
    ("step_after_shared_towers", "SI104", "to bound the reuse, remove line 19"),
    ("sizes_that_do_not_meet", "SI902", "InvalidArgumentError: Matrix size-incompatible: In[0]: [1,2], In[1]: [4,2]"),
    ("template_made_in_each_call", "SI102", "made it again: critic_1/w"),
    ("average_that_is_waited_for", "SI106", "(tf.no_op() if tf.get_variable_scope().reuse else average.apply("),
    ("workers_in_a_list", "SI101", "this calls Worker in each round of the loop at line 14"),
    ("critic_called_three_times", "SI101", "the second call at line 12 in reuse mode, and that at line 14, too"),
    ("net_object_for_validation", "SI101", "the second call at line 11 in reuse mode; no name changes:"),
    ("encoder_beside_a_shared_head", "SI102", 'with tf.variable_scope(scope or "encoder"):  # line 6'),
    ("layer_named_as_the_one_before", "SI101", "the second call at line 12 in reuse mode; no name changes:"),
    ("share_in_a_loop_of_widths", "SI105", "this made it as 4×2 float32, and asked for 6×2 when it ran again"),
    ("share_in_another_scope_of_reuse", "SI105", "give the call at line 11 data like that of line 10"),
    ("share_with_forgotten_dtype", "SI105", 'w = tf.get_variable("w", [4], dtype=tf.float64)  # line 7'),
    ("share_with_other_dtype", "SI105", 'with tf.variable_scope("layer_2"):  # line 6'),
    ("share_with_other_literal_shape", "SI105", 'tf.get_variable("weights", shape=[4, 3]))  # line 8'),
    ("share_with_other_shape", "SI105", 'with tf.variable_scope("layer_2"):'),
    ("value_never_initialized", "SI902", "FailedPreconditionError: Attempting to use uninitialized value hidden/v"),
])  # fmt: skip
def test_says_what_helps(programs: dict[Path, Recording], stem: str, code: str, says: str) -> None:
    (program,) = [program for program in PROGRAMS if program.stem == stem]
    every = [one for one in found(programs[program], REPOSITORY) if one.code == code]
    assert len(every) == TIMES.get(stem, 1)
    told = [text for one in every for text in (one.message, *(role.text for role in one.roles), one.why)]
    told += [text for one in every for fix in one.fixes for text in (fix.purpose, *fix.code)]
    assert any(says in text for text in told), told


TIMES = {"layers_that_are_cut_off": 3}
"""How often the rule of a program finds something, where that is not once."""


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
