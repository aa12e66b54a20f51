"""A diff tells what has changed between two programs, and its verdict is what TensorFlow does."""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scopeinspect.assignment_map import assignment_map, saver_map
from scopeinspect.diff import Diff, compare
from scopeinspect.variable_tree import TreeVariable, VariableTree, tree_of

from .diff_cases import CASES, Case
from .forked import record_all
from .large import Rename, renamed
from .steps import steps_of

RESTORING = Path(__file__).with_name("restoring.py")


@pytest.fixture(scope="session")
def trees(python: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, VariableTree]:
    """Return the variables of every program of the cases, by its text."""
    folder = tmp_path_factory.mktemp("programs")
    texts = list(dict.fromkeys(text for case in CASES for text in (case.old, case.new)))
    for number, text in enumerate(texts):
        (folder / f"program_{number}.py").write_text(text)
    recordings = record_all([f"program_{number}.py" for number in range(len(texts))], python, folder)
    for recording in recordings:
        assert recording.outcome.kind == "finished", recording.outcome.error
        assert not recording.faults
    return {text: tree_of(recording) for text, recording in zip(texts, recordings, strict=True)}


@pytest.fixture(scope="session")
def diffs(trees: dict[str, VariableTree]) -> dict[str, Diff]:
    """Return the diff of each case, by its name."""
    return {
        case.name: compare(trees[case.old], trees[case.new], renames=case.renames, slots=case.slots) for case in CASES
    }


@pytest.fixture(scope="session")
def loaded(python: str, diffs: dict[str, Diff], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return for each case what TensorFlow did with a checkpoint of the old program, by the case's name."""
    folder = tmp_path_factory.mktemp("checkpoints")
    jobs = [
        json.dumps({
            "number": number,
            "old": case.old,
            "new": case.new,
            "map": assignment_map(diffs[case.name]),
            "saver": saver_map(diffs[case.name]),
        })
        for number, case in enumerate(CASES)
    ]
    command = [python, str(RESTORING), str(folder)]
    done = subprocess.run(
        command, input="\n".join([*jobs, ""]), capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {case.name: answer for case, answer in zip(CASES, answers, strict=True)}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.verdict for case in CASES} == {"same", "restores", "needs-map", "breaks"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
class TestCase:
    """One pair of programs, on one TensorFlow."""

    def test_changes(self, diffs: dict[str, Diff], case: Case) -> None:
        found = [(change.kind, change.old, change.new) for change in diffs[case.name].changes]
        assert sorted(found, key=repr) == sorted(case.changes, key=repr)

    def test_verdict(self, diffs: dict[str, Diff], case: Case) -> None:
        assert diffs[case.name].verdict == case.verdict

    def test_certainty(self, diffs: dict[str, Diff], case: Case) -> None:
        certain = {change.is_certain for change in diffs[case.name].changes if change.code == "SI402"}
        assert certain <= {not case.probable}

    def test_graph_only(self, diffs: dict[str, Diff], case: Case) -> None:
        if case.graph_only is not None:
            assert bool(diffs[case.name].graph_only) is case.graph_only

    def test_plain_restore(self, loaded: dict[str, dict[str, Any]], case: Case) -> None:
        """Whether `tf.train.Saver().restore` of an old checkpoint works is what the verdict says."""
        assert loaded[case.name]["save"]["loads"], loaded[case.name]["save"]
        # What the optimizers of these programs keep is in the way of a plain restore, and was not compared.
        says = case.verdict in ("same", "restores") if case.plain_restores is None else case.plain_restores
        assert loaded[case.name]["plain"]["loads"] is says, loaded[case.name]["plain"]

    @pytest.mark.parametrize("way", ["map", "saver"])
    def test_printed_map(
        self, loaded: dict[str, dict[str, Any]], diffs: dict[str, Diff], case: Case, way: str
    ) -> None:
        """What we print loads every value that the old checkpoint has into the variable that it is meant for."""
        if case.verdict == "breaks" and not loading(diffs[case.name]):
            pytest.skip("nothing fits, so there is nothing to load")
        answer = loaded[case.name][way]
        assert answer["loads"], answer
        for old, new in loading(diffs[case.name]).items():
            assert old in answer["restored"][new]


@pytest.mark.parametrize("name", [case.name for case in CASES if not case.slots and "tf.train." in case.new])
@pytest.mark.parametrize("way", ["map", "saver"])
def test_what_a_map_does_not_cover(
    loaded: dict[str, dict[str, Any]], diffs: dict[str, Diff], name: str, way: str
) -> None:
    """TensorFlow leaves what the comment names at its first value, and loads the rest of what optimizers keep."""
    text = (assignment_map if way == "map" else saver_map)(diffs[name])
    told = re.search(r"^# Not covered, and left at their first values: (.*)\.$", text, re.MULTILINE)
    named = set(re.findall(r'"(.*?)"', told[1])) if told else set()
    others = {one.name for one in diffs[name].new.variables.values() if one.kind != "model" and one.is_saved}
    assert others
    if not loaded[name][way]["loads"]:
        pytest.skip("nothing fits, so there is nothing to load")
    assert len(named) < 8  # so that none is only counted
    # A moving average begins at the value of its variable, so that one may be what it is found to have.
    kept = {one.name for one in diffs[name].old.variables.values() if one.kind != "model"}
    restored = {one for one, olds in loaded[name][way]["restored"].items() if kept.intersection(olds)}
    assert named == others - restored


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("a scope with scopes in it", {"enc/": "encoder/"}),
        ("all of it into a scope", {"/": "model/"}),
        ("all of it out of a scope", {"model/": "/"}),
        ("a scope with its slots", {"l0/": "layer/"}),
        ("a scope with its slots, not compared", {"l0/": "layer/"}),
        ("a scope, and a variable more in it", {"enc/l0/": "encoder/l0/", "enc/l1/": "encoder/l1/"}),
        ("a scope is split", {"enc/": "a/", "enc/l1/": "b/l1/"}),
        ("an optimizer, not compared", {"l0/w": "l0/w", "l0/b": "l0/b"}),
    ],
)
def test_map_is_short(diffs: dict[str, Diff], name: str, entries: dict[str, str]) -> None:
    """Where TensorFlow can be told of a scope, the map doesn't list its variables; where it can't, it does."""
    text = assignment_map(diffs[name])
    assert dict(re.findall(r'^    "(.*)": "(.*)",', text, re.MULTILINE)) == entries


def loading(diff: Diff) -> dict[str, str]:
    """Return what an old checkpoint has a fitting value for, worked out again from the names alone."""
    olds, news = diff.old.variables, diff.new.variables
    return {
        old: new
        for old, new in diff.restored.items()
        if olds[old].shape == news[new].shape and olds[old].dtype == news[new].dtype
    }


def test_comparing_with_itself(trees: dict[str, VariableTree]) -> None:
    for tree in trees.values():
        for slots in (False, True):
            found = compare(tree, tree, slots=slots)
            assert found.changes == ()
            assert found.verdict == "same"
            assert found.graph_only == ()


def test_comparing_with_itself_in_another_order(trees: dict[str, VariableTree]) -> None:
    order = random.Random(7)
    for tree in trees.values():
        names = list(tree.variables)
        order.shuffle(names)
        shuffled = replace(tree, variables={name: tree.variables[name] for name in names})
        assert compare(tree, shuffled, slots=True).changes == ()
        assert compare(shuffled, tree, slots=True).changes == ()


# Laws

LABELS = st.sampled_from(["a", "b", "c", "conv1", "conv2", "layer_0", "layer_1", "w", "b_1", "kernel", "Adam"])
NAMES = st.lists(LABELS, min_size=1, max_size=4).map("/".join)
VARIABLES = st.builds(
    TreeVariable,
    name=NAMES,
    shape=st.lists(st.integers(1, 3), max_size=2),
    dtype=st.sampled_from(["float32", "int32"]),
    trainable=st.booleans(),
    initializer=st.sampled_from(["zeros_initializer()", "ones_initializer()"]),
    collections=st.sampled_from([("trainable_variables", "variables"), ("variables",), ("local_variables",)]),
)


def tree(variables: list[TreeVariable], source: str = "program") -> VariableTree:
    """Return a tree of variables."""
    return VariableTree("train.py", source, {one.name: one for one in variables})


TREES = st.lists(VARIABLES, max_size=12, unique_by=lambda one: one.name).map(tree)


def applied(diff: Diff) -> dict[str, TreeVariable]:
    """Return the old variables with every change done to them."""
    moved = {old: new for change in diff.changes for old, new in change.pairs}
    gone = {name for change in diff.changes if change.new is None for name in (change.old, *change.followers)}
    result = {}
    for old, variable in diff.old.variables.items():
        if old not in gone:
            name = moved.get(old, old)
            result[name] = replace(variable, name=name)
    for change in diff.changes:
        if change.old is None:
            for name in (change.new, *change.followers):
                assert name not in result
                result[name] = diff.new.variables[name]
        elif change.new is not None and not change.pairs:
            field = {
                "variable-shape-changed": "shape",
                "variable-dtype-changed": "dtype",
                "kind-changed": "kind",
                "trainable-changed": "trainable",
                "initializer-changed": "initializer",
                "collections-changed": "collections",
            }[change.kind]
            value = getattr(diff.new.variables[change.new], field)
            result[change.new] = replace(result[change.new], **{field: value})
    return result


@given(TREES, TREES, st.booleans())
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost(old: VariableTree, new: VariableTree, renames: bool) -> None:
    found = compare(old, new, renames=renames, slots=True)
    result = applied(found)
    assert set(result) == set(new.variables)
    for name, variable in new.variables.items():
        # That it is trainable is told as such, and not once more as a collection.
        told = replace(result[name], kept_for=variable.kept_for, collections=result[name].other_collections)
        assert told == replace(variable, collections=variable.other_collections)


@given(TREES, st.data())
@settings(max_examples=300, deadline=None)
def test_a_renamed_prefix_is_one_change(old: VariableTree, data: st.DataObject) -> None:
    scopes = sorted({name.rsplit("/", depth)[0] for name in old.variables for depth in (1, 2) if "/" in name})
    if not scopes:
        return
    scope = data.draw(st.sampled_from(scopes))
    new = tree([
        replace(one, name="fresh" + name[len(scope) :]) if name.startswith(scope + "/") else one
        for name, one in old.variables.items()
    ])
    found = compare(old, new, slots=True)
    count = sum(name.startswith(scope + "/") for name in old.variables)
    (change,) = found.changes
    assert change.code == "SI402"
    assert len(change.pairs) == count
    assert all(there == "fresh" + name[len(scope) :] for name, there in change.pairs)
    if count > 1:
        assert (change.old, change.new) == (f"{scope}/", "fresh/")


@given(TREES, TREES)
@settings(max_examples=100, deadline=None)
def test_what_is_added_one_way_is_removed_the_other(old: VariableTree, new: VariableTree) -> None:
    there = compare(old, new, renames=False, slots=True).changes
    back = compare(new, old, renames=False, slots=True).changes
    assert sorted(change.new for change in there if change.old is None) == sorted(
        change.old for change in back if change.new is None
    )


@pytest.mark.parametrize("source", ["program", "baseline"])
@pytest.mark.parametrize(
    "rename",
    [
        lambda number, name: name.replace("model/", "net/") if number % 10 < 3 else name,
        lambda number, name: f"unlike/{number * 7919 % 10_007}" if number % 10 < 3 else name,
        lambda number, name: name.replace("/w", "/kernel") if number % 10 < 3 else name,
        lambda number, name: f"net/x{name.removeprefix('model/')}y",
    ],
    ids=["a prefix", "beyond recognition", "leaves", "all"],
)
def test_work_grows_with_the_names_and_no_faster(source: str, rename: Rename) -> None:
    """Eight times as many: sixty-four times as much would be their square. `tests.bench` measures what it takes."""
    few, many = renamed(250, rename, source), renamed(2000, rename, source)
    found = compare(*many)
    assert set(found.pairs.values()) | {change.new for change in found.changes} >= set(many[1].variables)
    assert steps_of(lambda: compare(*many)) < 1.5 * 8 * steps_of(lambda: compare(*few))
