"""A recording says what TensorFlow says, of every sample and of the tf-slim nets, on both TensorFlows."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.recording import Recording
from scopeinspect.variables import WholeVariable, whole_variables

from ..conftest import Record
from ..runs import NETS, Recorded
from ..samples.expectations import (
    ADAM_POWERS,
    DISCRIMINATOR,
    EXPECTATIONS,
    GENERATOR,
    MOVING_AVERAGES,
    SHARED_FILTER,
    SLIM_NETS,
    TRAINED_DISCRIMINATOR,
    TRAINED_GENERATOR,
    slots,
)
from ..samples.test_samples import as_float32

ALL = [*EXPECTATIONS, *NETS]

Recordings = Callable[[str], Recorded]
Said = dict[str, dict[str, Any]]

# The initializers whose text says which value they give, and those that give a value without saying it.
SAYS_VALUE = re.compile(r"constant_initializer\((?P<value>[^,()]*)\)|(?P<word>zeros|ones)_initializer\(\)")


def value_of(initializer: str) -> float | None:
    """Return the value that an initializer's text promises; None where it promises none."""
    match = SAYS_VALUE.fullmatch(initializer)
    if match is None:
        return None
    return {"zeros": 0.0, "ones": 1.0}.get(match["word"]) if match["word"] else float(ast.literal_eval(match["value"]))


def single_graph(recording: Recording) -> int:
    """Return the number of the one graph that holds variables."""
    (graph,) = {variable.graph for variable in recording.variables.values()}
    return graph


@pytest.mark.parametrize("name", ALL)
class TestEqualsTensorFlow:
    """One program on one TensorFlow, recorded, against the same run without any tool."""

    def test_variables(self, recordings: Recordings, watched: Said, name: str) -> None:
        """Names, shapes, dtypes, trainable and collections, in TensorFlow's own order."""
        recorded = [
            {
                "name": variable.name,
                "shape": variable.shape,
                "dtype": variable.dtype,
                "trainable": variable.trainable,
                "collections": variable.collections,
            }
            for variable in recordings(name).recording.variables.values()
        ]
        assert recorded == watched[name]["variables"]

    def test_ops(self, recordings: Recordings, watched: Said, name: str) -> None:
        recording = recordings(name).recording
        ops = recording.ops[single_graph(recording)]
        assert [list(op) for op in zip(ops.names, ops.types, strict=True)] == watched[name]["ops"]

    def test_no_other_graph_holds_ops(self, recordings: Recordings, name: str) -> None:
        recording = recordings(name).recording
        functions = {number for number, graph in recording.graphs.items() if graph.kind == "function"}
        assert set(recording.ops) - functions == {single_graph(recording)}

    def test_inputs(self, recordings: Recordings, name: str) -> None:
        """`Ops.inputs` names the ops that TensorFlow names, for data and for control."""
        run = recordings(name)
        ops = run.recording.ops[single_graph(run.recording)]
        recorded = [
            [[ops.names[place] for place in places if place >= 0], {ops.names[-1 - place] for place in places if place < 0}]
            for places in ops.inputs
        ]
        assert recorded == [[data, set(control)] for data, control in run.graph["inputs"]]

    def test_graph_is_untouched(self, recordings: Recordings, watched: Said, plain: Said, name: str) -> None:
        """The serialised GraphDef is byte for byte that of a plain run, once the recorder is done."""
        assert recordings(name).graph["graphdef_sha256"] == watched[name]["graphdef_sha256"]

    def test_requests(self, recordings: Recordings, watched: Said, name: str) -> None:
        """Every `get_variable`, in order: what was asked for where, under which flag, and what came of it."""
        recording = recordings(name).recording
        recorded = [
            {
                "name": request.key,
                "scope": recording.entries[request.entry].name,
                "reuse": request.reuse,
                "outcome": request.outcome,
                "variable": None
                if request.outcome == "refused" or request.variable is None
                else recording.variables[request.variable].name,
            }
            for request in recording.requests
        ]
        assert recorded == watched[name]["requests"]


@pytest.mark.parametrize("name", EXPECTATIONS)
class TestIsAsTheTutorialSays:
    """One sample on one TensorFlow, recorded, against what the tutorial and the sample's scopes say."""

    def test_variables_and_requests(self, recordings: Recordings, name: str) -> None:
        expected, variables = EXPECTATIONS[name], whole_variables(recordings(name).recording)
        assert tuple(variable.name for variable in variables) == expected.variables
        assert {variable.name for variable in variables if not variable.requests} == expected.without_request
        assert Counter({v.name: v.reused for v in variables if v.reused}) == Counter(expected.reused)

    def test_made_by(self, recordings: Recordings, name: str) -> None:
        for variable in whole_variables(recordings(name).recording):
            by_hand = variable.name in EXPECTATIONS[name].without_request
            assert variable.made_by == ("Variable" if by_hand else "get_variable")

    def test_refusal_and_ending(self, recordings: Recordings, name: str) -> None:
        recording, expected = recordings(name).recording, EXPECTATIONS[name]
        refused = [request.key for request in recording.requests if request.outcome == "refused"]
        assert refused == ([expected.refused] if expected.refused else [])
        outcome = recording.outcome
        if expected.failure is None:
            assert (outcome.kind, outcome.status, outcome.error) == ("finished", 0, None)
        else:
            assert (outcome.kind, outcome.status) == ("raised", 1)
            assert outcome.error is not None
            assert outcome.error.type == expected.failure.type
            assert expected.failure.message in outcome.error.message

    def test_initial_values(self, recordings: Recordings, plain: Said, name: str) -> None:
        """Where an initializer's text promises a value, the variable starts at that value."""
        checked = 0
        for variable in whole_variables(recordings(name).recording):
            promised = value_of(variable.initializer.text)
            evaluated = plain[name]["values"].get(variable.name)
            if promised is not None and evaluated is not None:
                assert set(flat(evaluated)) == {as_float32(promised)}
                checked += 1
        assert checked >= len(EXPECTATIONS[name].values)

    def test_chosen_values(self, recordings: Recordings, name: str) -> None:
        by_name = {variable.name: variable for variable in whole_variables(recordings(name).recording)}
        for variable, value in EXPECTATIONS[name].values.items():
            assert value_of(by_name[variable].initializer.text) == value


def flat(value: Any) -> list[float]:
    """Return the numbers of a nested list."""
    return [number for item in value for number in flat(item)] if isinstance(value, list) else [value]


def by_name(recording: Recording) -> dict[str, WholeVariable]:
    """Return the variables of a recording by their names."""
    return {variable.name: variable for variable in whole_variables(recording)}


def test_shared_filter_in_figures(recordings: Recordings) -> None:
    recording = recordings("shared_filter.py").recording
    assert len(recording.variables) == 4
    assert sum(map(len, recording.ops.values())) == 40
    assert Counter(request.outcome for request in recording.requests) == {"created": 4, "reused": 4}
    assert [variable.name for variable in recording.variables.values()] == list(SHARED_FILTER)


def test_variable_filter_in_figures(recordings: Recordings) -> None:
    recording = recordings("duplicate_variables.py").recording
    assert len(recording.variables) == 8
    assert sum(map(len, recording.ops.values())) == 66
    assert not recording.requests


def test_shared_filter_scopes(recordings: Recordings) -> None:
    """`image_filters` once, its reuse switched on in the middle; `conv1` and `conv2` twice, then inheriting it."""
    recording = recordings("shared_filter.py").recording
    told = [
        (entry.name, entry.reuse, entry.reuse_declared, entry.name_scope)
        for entry in recording.entries.values()
        if entry.name
    ]
    assert told == [
        ("image_filters", "False", False, "image_filters"),
        ("image_filters/conv1", "False", False, "image_filters/conv1"),
        ("image_filters/conv2", "False", False, "image_filters/conv2"),
        ("image_filters/conv1", "True", False, "image_filters/conv1_1"),
        ("image_filters/conv2", "True", False, "image_filters/conv2_1"),
    ]
    (change,) = recording.changes
    assert (recording.entries[change.entry].name, change.setting, change.value) == ("image_filters", "reuse", "True")
    site = recording.site(change.stack)
    assert site is not None
    assert site.text == "scope.reuse_variables()"


def test_every_op_is_in_the_scope_whose_name_it_has(recordings: Recordings) -> None:
    recording = recordings("shared_filter.py").recording
    ops = recording.ops[single_graph(recording)]
    for name, entry in zip(ops.names, ops.entries, strict=True):
        scope = recording.entries[entry].name_scope
        if not name.startswith(("image1", "image2")):
            # A variable's own ops are named after it, and so after its variable scope, whichever entry made it.
            assert name.startswith((scope + "/", *(f"{variable}/" for variable in SHARED_FILTER), *SHARED_FILTER))


def test_sites_are_the_users_lines(recordings: Recordings) -> None:
    recording = recordings("shared_filter.py").recording
    for request in recording.requests:
        texts = [site.text for site in recording.stack(request.stack)]
        functions = [site.function for site in recording.stack(request.stack)]
        assert functions == ["<module>", "my_image_filter", "conv_relu"]
        assert texts[0] in {"result1 = my_image_filter(image1)", "result2 = my_image_filter(image2)"}
        assert texts[-1].startswith(f'{request.name} = tf.get_variable("{request.name}"')


def test_kinds_of_the_gan(recordings: Recordings) -> None:
    kinds: dict[str, set[str]] = {}
    for variable in whole_variables(recordings("conditional_gan.py").recording):
        kinds.setdefault(variable.kind, set()).add(variable.name)
    assert kinds == {
        "global-step": {"global_step"},
        "model": {*GENERATOR, *DISCRIMINATOR},
        "slot": {*slots(TRAINED_DISCRIMINATOR), *slots(TRAINED_GENERATOR)},
        "moving-average": {*MOVING_AVERAGES},
        "other": {*ADAM_POWERS},
    }


def test_gan_slots_and_averages_know_what_they_are_kept_for(recordings: Recordings) -> None:
    for name, variable in by_name(recordings("conditional_gan.py").recording).items():
        owner = name.rpartition("/")[0] if variable.kind in {"slot", "moving-average"} else None
        assert variable.kept_for == owner


def test_inherited_initializers_name_their_scope(recordings: Recordings) -> None:
    variables = by_name(recordings("inherited_initializers.py").recording)
    origins = {name: (variable.initializer.origin, variable.initializer.scope) for name, variable in variables.items()}
    assert origins == {
        "ffooo/v": ("scope", "ffooo"),
        "ffooo/w": ("argument", None),
        "ffooo/bar/v": ("scope", "ffooo"),
        "ffooo/baz/v": ("scope", "ffooo/baz"),
    }


@pytest.mark.parametrize("net", NETS)
def test_slim_net_in_figures(recordings: Recordings, net: str) -> None:
    variables = whole_variables(recordings(net).recording)
    assert (len(variables), sum(variable.trainable for variable in variables)) == SLIM_NETS[net]


@pytest.mark.parametrize("name", ALL)
def test_nothing_of_ours_failed(recordings: Recordings, name: str) -> None:
    assert recordings(name).recording.faults == ()


def test_variable_in_no_collection_of_a_graph_that_is_gone(record: Record, python: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("""
import gc

import tensorflow as tf

with tf.Graph().as_default():
    tf.Variable(1.0, name="alone", trainable=False, collections=[])
    tf.Variable(1.0, name="usual", trainable=False)
    SAID = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
    assert [variable.op.name for variable in SAID] == ["usual"]
    del SAID
tf.reset_default_graph()
gc.collect()
""")
    variables = record(tmp_path / "program.py", python=python).variables.values()
    assert [(variable.name, tuple(variable.collections)) for variable in variables] == [
        ("alone", ()),
        ("usual", ("variables",)),
    ]
