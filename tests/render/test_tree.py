"""Which rows the printed tree has: what is folded, cut, left out and asked for; and how deep they stand."""

from __future__ import annotations

import re

import pytest

from scopeinspect.model import InitializerText, Part
from scopeinspect.recording import Recording
from scopeinspect.render.notebook import as_html
from scopeinspect.render.run import WIDEST_TREE

from ..conftest import Record
from ..recordings import Build
from ..samples.expectations import SAMPLES
from .printed import printed, table


def numbered(count: int, ops: int = 3) -> Recording:
    """Return a recording of an encoder with so many equal layers."""
    build = Build()
    encoder = build.entry("encoder")
    build.variable("embedding", encoder, (10, 10))
    for number in range(count):
        layer = build.entry(f"encoder/layer_{number}", parent=encoder)
        build.variable("w", layer, (3, 3))
        build.variable("b", layer, (3,))
        build.made(*(f"op_{number}_{one}" for one in range(ops)), entry=layer)
    return build.recording()


def test_very_many_scopes_beside_each_other() -> None:
    """A hostile recording, or one of names that are data."""
    build = Build()
    for number in range(2100):
        build.variable("w", build.entry(f"of_{number * 7919 % 2099:x}_{'ab'[number % 2]}x"))
    recording = build.recording()
    text = printed(recording)
    assert len(table(text)) == 2000 == WIDEST_TREE
    (rows,) = re.findall(r"Cut after 2,000 of ([\d,]+) rows: --scope chooses, --depth all shows everything\.", text)
    whole = printed(recording, depth=0)
    scopes = [row for row in table(whole) if row.level == 0]
    assert rows == f"{len(scopes):,}"
    assert len(scopes) > 2000
    assert "Cut after" not in whole


def test_folded_siblings_say_how_many_they_are() -> None:
    rows = table(printed(numbered(12), ops=True))
    (encoder, embedding, layers) = rows
    assert layers.name == "layer_0 … layer_11"
    assert layers.cells["initializer"] == "12 alike, 2 variables each"
    assert layers.number("parameters") == 12 * (9 + 3)
    assert layers.number("ops") == 12 * 3
    assert encoder.number("parameters") == 100 + 12 * (9 + 3)
    assert encoder.number("ops") == 12 * 3
    assert embedding.number("parameters") == 100


def test_all_levels_unfold() -> None:
    rows = table(printed(numbered(12), depth=0))
    assert len(rows) == 2 + 12 * 3


def test_depth_says_what_it_hides() -> None:
    (encoder,) = table(printed(numbered(2), depth=1))
    assert encoder.cells["initializer"] == "5 variables"
    assert encoder.number("parameters") == 100 + 2 * 12


def test_1700_variables_stay_readable() -> None:
    """Nothing is alike here, so nothing can be folded: the tree is cut, and says how to see more."""
    build = Build()
    for block in "abcdefghij":
        for unit in "abcdefghijklmnopq":
            entry = build.entry(f"{block}/{unit}")
            for number in range(10):
                build.variable(f"{'vwxyz'[number % 5]}{number}", entry, (number + 1,))
    text = printed(build.recording())
    assert "1,700 variables" in text
    rows = table(text)
    assert len(rows) <= 150
    assert sum(row.number("parameters") for row in rows if row.level == 0) == 170 * 55
    match = re.search(r"Cut at depth (\d+): --depth (\d+) shows more, --depth all everything\.", text)
    assert match
    assert int(match[2]) == int(match[1]) + 1
    assert len(table(printed(build.recording(), depth=0))) == 10 + 170 + 1700


DEEP = "bert/encoder/layer_0/attention/self/query_projection"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_deep_names_can_be_read(width: int) -> None:
    """Columns make way before a name is cut to nothing."""
    build = Build()
    names = DEEP.split("/")
    for level in range(1, len(names) + 1):
        entry = build.entry("/".join(names[:level]))
    build.variable("kernel", entry, (768, 768), initializer=InitializerText("truncated_normal_initializer(stddev=0.02)"))
    rows = table(printed(build.recording(), width))
    assert [row.name for row in rows] == [*names, "kernel"]
    assert rows[-1].cells["shape"] == "768×768"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_long_names_leave_room_for_parameters(encoding: str) -> None:
    """Where they would not, each level is less indented."""
    build = Build()
    names = ("resnet_v2_152", "block1", "unit_1", "bottleneck_v2", "preact")
    for level in range(1, len(names) + 1):
        entry = build.entry("/".join(names[:level]))
    build.variable("moving_variance", entry, (1, 1, 2048, 1001), initializer=InitializerText("ones_initializer()", "argument"))
    text = printed(build.recording(), 80, encoding=encoding)
    rows = table(text)
    assert [(row.level, row.name) for row in rows] == [
        *((2 * level, name) for level, name in enumerate(names)), (10, "moving_variance")
    ]  # fmt: skip
    assert {row.number("params") for row in rows} == {2048 * 1001}
    assert max(map(len, text.splitlines())) <= 80
    assert [row.level for row in table(printed(build.recording(), 120))] == [0, 4, 8, 12, 16, 20]


@pytest.mark.parametrize("width", [80, 120])
def test_tree_that_is_too_deep_for_its_width_is_cut(width: int) -> None:
    build = Build()
    names = [f"level{number}" for number in range(60)]
    for level in range(1, len(names) + 1):
        build.variable("v", build.entry("/".join(names[:level])), (1,))
    text = printed(build.recording(), width)
    assert [row.name for row in table(text) if row.name != "v"] == names[: len(table(text)) // 2 + 1]
    assert "--depth all everything." in text


def test_scope_that_does_not_match(shared: Recording) -> None:
    assert "No variables to show in nothing/*, other." in printed(shared, scopes=("nothing/*", "other"))


def test_scope_that_matches(shared: Recording) -> None:
    rows = table(printed(shared, scopes=("*/conv2",)))
    assert [row.name for row in rows] == ["image_filters", "conv2", "weights", "biases"]


def test_slots_are_shown_when_asked_for(record: Record) -> None:
    recording = record(SAMPLES / "conditional_gan.py")
    text = printed(recording)
    assert not {"Adam", "global_step", "ExponentialMovingAverage"} & {row.name.rpartition("/")[2] for row in table(text)}
    assert "Not shown: 1 global-step, 4 other, 36 slot, 10 moving-average (--slots shows them)." in text
    text = printed(recording, slots=True, depth=0, columns=("kind",))
    kinds = [row.cells["kind"] for row in table(text)]
    assert {kind: kinds.count(kind) for kind in set(kinds) - {""}} == {
        "model": 24,
        "slot": 36,
        "moving-average": 10,
        "other": 4,
        "global-step": 1,
    }
    assert "Not shown" not in text


def test_slots_stand_below_their_variable() -> None:
    """At the root, too; and a moving average below the slot that it is kept for."""
    build = Build()
    build.variable("b")
    for name, owner, role in (("b/Adam", "b", "slot"), ("b/Adam/Average", "b/Adam", "moving-average"),
                              ("b/Average", "b", "moving-average")):  # fmt: skip
        build.variable(name, role=role, role_of=owner, trainable=False, made_by="Variable")
    shown = printed(build.recording(), slots=True, columns=("kind",)).split("\n\n")[1].splitlines()
    assert [line[: line.rindex("  ")].rstrip() for line in shown[1:]] == ["b", "├── Adam", "│   └── Average", "└── Average"]
    inside = re.sub(r"<code>|</code>[^<]*|<p>.*?</p>|\n", "", as_html(build.recording()))
    assert inside == "<ul><li>b<ul><li>Adam<ul><li>Average</li></ul></li><li>Average</li></ul></li></ul>"


def test_partitioned_variable_is_one_with_its_parts() -> None:
    build = Build()
    scope = build.entry("a")
    for number in range(3):
        made = "get_variable" if number == 0 else "Variable"
        build.variable(f"v/part_{number}", scope, (2, 5), part=Part("a/v", [6, 5], [2 * number, 0]), made_by=made)
    row = table(printed(build.recording()))[1]
    assert (row.name, row.cells["shape"], row.number("parameters")) == ("v  in 3 parts", "6×5", 30)
