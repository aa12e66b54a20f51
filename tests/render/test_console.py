"""How wide the console is."""

from __future__ import annotations

import io

import pytest

from scopeinspect.render.console import WIDTH_OF_A_FILE, console_for


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("size", ["0", "00", "-1", "", " ", "²", "٣", "1e3", "wide", "9" * 5000])
def test_a_size_that_is_none_counts_as_not_given(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    monkeypatch.setenv("LINES", size)
    monkeypatch.setenv("COLUMNS", size)
    assert console_for(io.StringIO()).width == WIDTH_OF_A_FILE
    assert min(console_for(Terminal()).size) > 0


def test_a_size_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "40")
    monkeypatch.setenv("COLUMNS", "060")
    assert console_for(io.StringIO()).width == 60
    assert console_for(Terminal()).size == (60, 40)
