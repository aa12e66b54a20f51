"""The tree of scopes: where everything goes, and that nothing gets lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scopeinspect.model import InitializerText, Part
from scopeinspect.recording import Recording
from scopeinspect.tree import (
    DEEPEST,
    Node,
    folding,
    limiting,
    scope_tree,
    selecting,
    sorting,
    without_empty,
)
from scopeinspect.variables import whole_variables

from .conftest import Record
from .recordings import Build, recordings
from .render.printed import printed
from .samples.expectations import DISCRIMINATOR, GENERATOR, SAMPLES, SHARED_FILTER, SLIM_NET


def names(node: Node) -> list[str]:
    """Return the names of all scopes, outermost first, without the root's."""
    return [below.name for below in node.walk() if below.name]


def variables(node: Node) -> list[str]:
    """Return the names of all variables in and below a node, in the order of the tree."""
    return [variable.name for variable in node.below]


def layers(*names: str, shape: tuple[int, ...] = (3, 3), ops: int = 2) -> Build:
    """Build scopes, each with a variable `w` and some ops."""
    build = Build()
    for name in names:
        entry = build.entry(name)
        build.variable("w", entry, shape)
        build.made(*(f"{name}/op_{number}" for number in range(ops)), entry=entry)
    return build


def tree(build: Build) -> Node:
    """Return the tree of what was built."""
    return scope_tree(build.recording(), 0)


# What a tree holds


def test_shared_filter(record: Record) -> None:
    root = scope_tree(record(SAMPLES / "shared_filter.py"), 0)
    shown = {node.name: ([v.label for v in node.variables], len(node.entries)) for node in root.walk()}
    assert shown == {
        "": ([], 1),
        "image_filters": ([], 1),
        "image_filters/conv1": (["weights", "biases"], 2),
        "image_filters/conv2": (["weights", "biases"], 2),
    }
    assert variables(root) == list(SHARED_FILTER)
    assert root.parameters == 2 * (5 * 5 * 32 * 32 + 32)
    assert root.ops == 40


def test_kinds_that_are_asked_for(record: Record) -> None:
    root = scope_tree(record(SAMPLES / "conditional_gan.py"), 0, frozenset({"model"}))
    assert sorted(variables(root)) == sorted((*GENERATOR, *DISCRIMINATOR))


def test_slots_are_with_their_variables(record: Record) -> None:
    root = scope_tree(record(SAMPLES / "conditional_gan.py"), 0)
    (project,) = [node for node in root.walk() if node.name == "generator/project"]
    assert {name: [slot.name for slot in slots] for name, slots in project.slots.items()} == {
        f"generator/project/{name}": [
            f"generator/project/{name}/{slot}" for slot in ("Adam", "Adam_1", "ExponentialMovingAverage")
        ]
        for name in ("weights", "biases")
    }


def test_slot_of_a_variable_that_is_not_shown_stands_in_its_scope() -> None:
    build = Build()
    build.variable("w/Adam", build.entry("a"), role="slot", role_of="a/w", trainable=False)
    assert variables(tree(build)) == ["a/w/Adam"]


def test_scopes_of_a_functions_body_are_where_its_variables_are(record: Record, python: str, tmp_path: Path) -> None:
    program = tmp_path / "wrapped.py"
    program.write_text(
        "import tensorflow.compat.v1 as tf\n"
        "tf.disable_v2_behavior()\n"
        "def body(x):\n"
        "    for reuse in (False, True):\n"
        '        with tf.variable_scope("inner", reuse=reuse):\n'
        '            w = tf.get_variable("w", [2])\n'
        "            assert tf.get_variable_scope().reuse is reuse\n"
        "    return x * w\n"
        'with tf.variable_scope("outer"):\n'
        '    v = tf.get_variable("v", [2])\n'
        "tf.wrap_function(body, [tf.TensorSpec([2], tf.float32)])\n"
        'assert [made.op.name for made in tf.global_variables()] == ["outer/v", "inner/w"]\n'
    )
    recording = record(program, python=python)
    assert recording.outcome.kind == "finished"
    outer, inner = scope_tree(recording, 0).children
    assert [(entry.name, entry.reuse) for entry in outer.entries] == [("outer", "False")]
    assert [(entry.name, entry.reuse) for entry in inner.entries] == [("inner", "False"), ("inner", "True")]


def test_parts_of_a_name_are_nodes() -> None:
    """A scope entered as `a/b/c` shows below `a` and `a/b`, though nobody entered those."""
    root = tree(layers("a/b/c"))
    assert names(root) == ["a", "a/b", "a/b/c"]
    assert [node.label for node in root.walk()] == ["", "a", "b", "c"]


def test_ops_are_counted_where_they_were_made() -> None:
    build = layers("a", "a/b")
    build.made("x", "y", "z")
    root = tree(build)
    assert {node.name: (node.own_ops, node.ops) for node in root.walk()} == {"": (3, 7), "a": (2, 4), "a/b": (2, 2)}


def test_graphs_are_apart(record: Record) -> None:
    recording = record(SAMPLES / "shared_filter.py")
    assert variables(scope_tree(recording, 1)) == []
    assert names(scope_tree(recording, 1)) == []


AVERAGED = """\
import sys

import tensorflow as tf

with tf.variable_scope("net"):
    w = tf.get_variable("w", [4])
b = tf.get_variable("b", [4])
tf.train.AdamOptimizer().minimize(tf.reduce_sum(w * b))
tf.train.ExponentialMovingAverage(0.9).apply(tf.global_variables())
with open(sys.argv[1], "w") as file:
    file.write(" ".join(variable.op.name for variable in tf.global_variables()))
"""


def test_averages_of_slots(record: Record, python: str, tmp_path: Path) -> None:
    """They are there, below the slots."""
    path, made = tmp_path / "averaged.py", tmp_path / "names"
    path.write_text(AVERAGED, encoding="utf-8")
    root = scope_tree(record(path, str(made), python=python), 0)
    told = made.read_text(encoding="utf-8").split()
    assert "net/w/Adam/ExponentialMovingAverage" in told
    assert sorted(variables(root)) == sorted(told)
    (net,) = [node for node in root.walk() if node.name == "net"]
    assert [slot.name for slot in net.slots["net/w/Adam"]] == ["net/w/Adam/ExponentialMovingAverage"]


def test_variable_that_is_kept_for_itself() -> None:
    """Only a hostile recording has one."""
    build = Build()
    build.variable("a/a", role="slot", part=Part("a", None, []))
    root = tree(build)
    assert variables(root) == ["a"]


def test_slots_of_slots_of_slots() -> None:
    """Those of a hostile recording make no tree that is too deep to be shown."""
    build = Build()
    names = ["/".join(["a"] * depth) for depth in range(1, 3000)]
    build.variable("a")
    for before, name in pairwise(names):
        build.variable(name, role="slot", role_of=before, trainable=False)
    assert sorted(variables(tree(build))) == names
    assert len(printed(build.recording(), 80, slots=True, depth=0).splitlines()) > len(names)


@given(recordings())
def test_every_variable_and_op_is_somewhere(recording: Recording) -> None:
    for graph in recording.graphs:
        root = scope_tree(recording, graph)
        expected = [variable.name for variable in whole_variables(recording) if variable.graph == graph]
        assert sorted(variables(root)) == sorted(expected)


@given(recordings())
def test_totals_are_those_of_the_variables(recording: Recording) -> None:
    for graph in recording.graphs:
        root = scope_tree(recording, graph)
        whole = [variable for variable in whole_variables(recording) if variable.graph == graph]
        assert root.parameters == sum(variable.parameters or 0 for variable in whole)


@pytest.mark.parametrize("separator", ["/", "//", "/a/"])
def test_name_of_5000_parts(separator: str) -> None:
    build = layers(separator.join(["a"] * 5000), "b")
    build.variable(separator.join(["v"] * 5000), build.entry("c"))
    root = tree(build)
    assert max(node.name.count("/") for node in root.walk() if node.name.startswith("a")) >= 4999
    assert len(names(root)) <= 3 + 2 * DEEPEST
    assert len(variables(root)) == 3
    for transform in (without_empty, folding(), sorting("size"), limiting(3), selecting(("*",))):
        transform(root)


# Folding


def test_siblings_that_differ_by_a_number_are_folded() -> None:
    root = folding()(tree(layers("layer_0", "layer_1", "layer_2", "out")))
    first, out = root.children
    assert (first.label, [node.label for node in first.folded], first.is_closed) == ("layer_0", ["layer_1", "layer_2"], True)
    assert (out.label, out.folded) == ("out", ())


def test_folding_goes_all_the_way_down() -> None:
    root = folding()(tree(layers(*(f"net/block/unit_{number}" for number in range(4)))))
    (block,) = [node for node in root.walk() if node.name == "net/block"]
    assert [len(node.folded) for node in block.children] == [3]


@pytest.mark.parametrize(
    "change",
    [
        lambda build, entry: build.variable("w", entry, (3, 4)),
        lambda build, entry: build.variable("w", entry, (3, 3), dtype="float64"),
        lambda build, entry: build.variable("w", entry, (3, 3), trainable=False),
        lambda build, entry: build.variable("u", entry, (3, 3)),
        lambda build, entry: build.variable("w", entry, (3, 3), initializer=InitializerText("ones_initializer()", "argument")),
        lambda build, entry: build.request(build.variable("w", entry, (3, 3)), "w", "layer_1/w", entry, "reused", []),
    ],
    ids=["shape", "dtype", "trainable", "name", "initializer", "reuse"],
)
def test_sibling_that_holds_something_else_is_not_folded(change: Callable[[Build, int], object]) -> None:
    """Folding it would hide the one difference that a user looks for."""
    build = layers("layer_0")
    change(build, build.entry("layer_1"))
    build.variable("w", build.entry("layer_2"), (3, 3))
    build.variable("w", build.entry("layer_3"), (3, 3))
    root = folding()(tree(build))
    assert [node.label for node in root.children] == ["layer_0", "layer_1", "layer_2", "layer_3"]


def test_sibling_that_was_entered_otherwise_is_not_folded() -> None:
    build = layers("layer_0", "layer_1")
    build.variable("w", build.entry("layer_2", "AUTO_REUSE", reuse_declared=True), (3, 3))
    assert len(folding()(tree(build)).children) == 3


def test_two_siblings_are_not_worth_folding() -> None:
    assert len(folding()(tree(layers("layer_0", "layer_1"))).children) == 2


def test_names_without_numbers_are_not_folded() -> None:
    assert len(folding()(tree(layers("query", "key", "value"))).children) == 3


def totals(node: Node) -> tuple[int, int, list[str]]:
    """Return all that a subtotal is made of."""
    return node.parameters, node.ops, sorted(variables(node))


NUMBERED = st.lists(
    st.tuples(st.sampled_from(["a", "a/layer", "b/block"]), st.integers(0, 9), st.sampled_from([(3, 3), (3, 3), (2,)])),
    max_size=12,
    unique_by=lambda row: row[:2],
)


@given(NUMBERED)
def test_folding_changes_no_total(rows: list[tuple[str, int, tuple[int, ...]]]) -> None:
    build = Build()
    for parent, number, shape in rows:
        entry = build.entry(f"{parent}_{number}")
        build.variable("w", entry, shape)
        build.made(*"xyz"[: number % 4], entry=entry)
    before = tree(build)
    after = folding()(before)
    assert totals(after) == totals(before)
    unfolded = {node.name: node for node in before.walk()}
    for node in after.walk():
        alike = [unfolded[name] for name in (node.name, *(folded.name for folded in node.folded))]
        assert node.parameters == sum(one.parameters for one in alike)
        assert node.ops == sum(one.ops for one in alike)


@given(recordings(), st.sampled_from(["order", "name", "size"]), st.integers(1, 4))
def test_sorting_and_cutting_change_no_total(recording: Recording, key: str, depth: int) -> None:
    for graph in recording.graphs:
        before = scope_tree(recording, graph)
        assert totals(sorting(key)(before)) == totals(before)
        assert totals(limiting(depth)(before)) == totals(before)
        assert without_empty(before).parameters == before.parameters


# Depth


@pytest.mark.parametrize(("depth", "closed"), [(1, ["a", "d"]), (2, ["a/b", "d"]), (3, ["a/b/c"]), (4, [])])
def test_depth(depth: int, closed: list[str]) -> None:
    root = limiting(depth)(tree(layers("a/b/c", "d")))
    found = [node.name for node in root.walk() if node.is_closed]
    assert found == [name for name in closed if name != "d" or depth == 1]


def test_closed_scope_without_variables_is_not_said_to_hide_any() -> None:
    build = Build()
    build.entry("a/b")
    assert not any(node.is_closed for node in limiting(1)(tree(build)).walk())


# Globs


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        (["a/b"], ["a", "a/b", "a/b/c"]),
        (["a/*"], ["a", "a/b", "a/b/c"]),
        (["*/c"], ["a", "a/b", "a/b/c"]),
        (["d?"], ["d1", "d2"]),
        (["d[12]", "e"], ["d1", "d2", "e"]),
        (["d[!1]"], ["d2"]),
        (["A"], []),
        (["b"], []),
        (["[", "e"], ["e"]),
        (["*"], ["a", "a/b", "a/b/c", "d1", "d2", "e"]),
    ],
    ids=str,
)
def test_globs(patterns: list[str], kept: list[str]) -> None:
    """A match brings all below it and the way that leads to it; a name is matched whole."""
    root = selecting(tuple(patterns))(tree(layers("a/b/c", "d1", "d2", "e")))
    assert names(root) == kept


def test_glob_leaves_out_what_stands_beside() -> None:
    build = layers("a", "a/b", "a/c")
    build.variable("v")
    root = selecting(("a/b",))(tree(build))
    assert variables(root) == ["a/b/w"]


# Sorting


def test_sorting() -> None:
    build = layers("b", "c")
    build.variable("w", build.entry("a"), (100,))
    build.variable("large", build.entry("b"), (50,))
    root = tree(build)
    assert names(sorting("order")(root)) == ["b", "c", "a"]
    assert names(sorting("name")(root)) == ["a", "b", "c"]
    assert names(sorting("size")(root)) == ["a", "b", "c"]
    assert [v.label for v in sorting("size")(root).children[1].variables] == ["large", "w"]
    assert [v.label for v in sorting("name")(root).children[1].variables] == ["large", "w"]
    assert [v.label for v in root.children[0].variables] == ["w", "large"]


# Empty scopes


def test_scopes_without_variables_are_left_out() -> None:
    build = layers("a/b")
    build.made("x", entry=build.entry("empty/deep"))
    root = tree(build)
    assert names(root) == ["a", "a/b", "empty", "empty/deep"]
    assert names(without_empty(root)) == ["a", "a/b"]


def test_real_net_is_folded(record: Record) -> None:
    """Of the six units of block 3 the first has a shortcut of its own; the other five hold the same."""
    root = scope_tree(record(SLIM_NET, "resnet_v1_50"), 0, frozenset({"model"}))
    folded = folding()(without_empty(root))
    assert totals(folded)[0] == totals(root)[0]
    assert len(list(folded.walk())) < len(list(root.walk()))
    (block,) = [node for node in folded.walk() if node.name == "resnet_v1_50/block3"]
    assert [(node.label, len(node.folded)) for node in block.children] == [("unit_1", 0), ("unit_2", 4)]
