"""Words and figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scopeinspect.model import Site
from scopeinspect.render.text import (
    LONGEST,
    PLAINLY,
    counted,
    initializer_text,
    place_text,
    shape_text,
    size_text,
    visible,
)


@given(st.text())
def test_visible_text_is_printable(text: str) -> None:
    assert visible(text).isprintable()


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=LONGEST))
def test_printable_text_is_left_alone(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb", r"a\nb"), ("\x1b[0m", r"\x1b[0m"), ("\u202e", r"\u202e"), ("\ud800", r"\ud800"), ("x" * 300, "x" * 199 + "…")],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("shape", "shown"), [([], "scalar"), (None, "unknown"), ([3], "3"), ([None, 2], "?×2"), ([0], "0"), ([5, 5, 3], "5×5×3")]
)
def test_shape(shape: list[int | None] | None, shown: str) -> None:
    assert shape_text(shape) == shown


@pytest.mark.parametrize(
    ("count", "noun", "shown"),
    [(0, "op", "0 ops"), (1, "op", "1 op"), (2, "op", "2 ops"), (1024, "entry", "1,024 entries"), (1, "entry", "1 entry")],
)
def test_counted(count: int, noun: str, shown: str) -> None:
    assert counted(count, noun) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        (205_056, "200 KiB"),
        (1024**2, "1 MiB"),
        (553_430_176, "528 MiB"),
        (5 * 1024**4, "5 TiB"),
        (5000 * 1024**4, "5,000 TiB"),
    ],
)
def test_size(size: int, shown: str) -> None:
    assert size_text(size) == shown


@pytest.mark.parametrize("size", [1024 - 1, 1024**2 - 1, 1024**3 - 1, 1024**4 - 1])
def test_size_just_below_a_unit_is_said_in_a_unit_that_fits(size: int) -> None:
    assert not size_text(size).startswith("1,024")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("constant_initializer(0.5)", "constant(0.5)"),
        ("my_initializer", "my_initializer"),
        ("tensor of RandomStandardNormal", "tensor of RandomStandardNormal"),
    ],
)
def test_initializer(text: str, shown: str) -> None:
    assert initializer_text(text) == shown


@pytest.mark.parametrize(
    ("file", "shown"), [("model.py", "model.py:7"), ("a/b/model.py", "model.py:7"), ("<string>", "<string>:7"), ("a\n.py", r"a\n.py:7")]
)
def test_place(file: str, shown: str) -> None:
    assert place_text(Site(1, file, 7, "f")) == shown


def test_place_of_nothing() -> None:
    assert place_text(None) == ""


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("4 · 5×5 → …", "ascii", "4 - 5x5 -> ..."),
        ("4 · 5×5 → …", "latin-1", "4 · 5×5 -> ..."),
        ("größe 層", "ascii", r"gr\xf6\xdfe \u5c64"),
        ("plain", "ascii", "plain"),
    ],
)
def test_encodings_that_lack_our_signs(text: str, encoding: str, shown: str) -> None:
    assert text.encode(encoding, PLAINLY) == shown.encode(encoding)


def test_bytes_that_are_no_text_are_not_made_up() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", PLAINLY)
