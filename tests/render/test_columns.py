"""The columns of the printed tree: those asked for, those that have room, and the letters that make way first."""

from __future__ import annotations

import re

import pytest

from scopeinspect.model import InitializerText
from scopeinspect.recording import Recording
from scopeinspect.render.columns import COLUMNS

from ..conftest import Record
from ..recordings import Build
from ..samples.expectations import SAMPLES
from .printed import printed, table


def test_every_column_can_be_asked_for(record: Record) -> None:
    rows = table(printed(record(SAMPLES / "conditional_gan.py"), width=250, columns=tuple(COLUMNS)))
    assert list(rows[0].cells) == ["variable scope", *(column.header for column in COLUMNS.values())]


def test_columns_in_the_order_asked_for(shared: Recording) -> None:
    rows = table(printed(shared, columns=("made", "shape")))
    assert list(rows[0].cells) == ["variable scope", "made at", "shape"]


def test_columns_that_do_not_fit_are_named(shared: Recording) -> None:
    text = printed(shared, 80, columns=tuple(COLUMNS))
    shown = list(table(text)[0].cells)
    told = re.search(r"No room for ([^:]+): ask for fewer --columns", text.replace("\n", " "))
    assert told
    headers = {name: {column.header, column.tight} for name, column in COLUMNS.items()}
    assert {*told[1].split(", ")} == {name for name, either in headers.items() if not either & {*shown}} != set()


def test_fewer_letters_before_fewer_columns(shared: Recording) -> None:
    """At 80 columns every column of the tutorial's tree has room; where one has none, that is said."""
    assert [*table(printed(shared, 80))[0].cells] == ["variable scope", "reuse", "shape", "params", "initializer", "line", "×"]
    assert "No room for" not in printed(shared, 80)
    assert "No room for parameters, made, reused: ask for fewer --columns" in " ".join(printed(shared, 60).split())


def test_fewer_letters_before_a_text_is_cut() -> None:
    """The scope that an initializer came from is what tells two variables apart here."""
    build = Build()
    build.entry("ffooo")
    inner = build.entry("ffooo/baz")
    build.variable("v", inner, (1,), initializer=InitializerText("constant_initializer(0.2)", "scope", inner))
    for width, place in ((80, "line"), (120, "made at")):
        row = table(printed(build.recording(), width))[-1]
        assert row.cells["initializer"] == "constant(0.2)  from scope ffooo/baz"
        assert place in row.cells


@pytest.mark.parametrize("width", [50, 80, 120])
def test_ascii_keeps_the_columns(record: Record, width: int) -> None:
    """What is cut off ends in no sign that takes more room in ASCII."""
    recording = record(SAMPLES / "conditional_gan.py")
    rows, plain = table(printed(recording, width)), table(printed(recording, width, encoding="ascii"))
    assert [row.name for row in plain] == [row.name for row in rows]
    assert [row.cells["reuse"] for row in plain][:2] == ["False, True [1]", "False, True [2]"]
    if "shape" in rows[0].cells:
        assert [row.cells["shape"].replace("x", "×") for row in plain] == [row.cells["shape"] for row in rows]
    lines = printed(recording, width, encoding="ascii").split("\n\n")[1].splitlines()
    assert max(map(len, lines)) <= width
