"""A traceback is told with the libraries' frames counted."""

from __future__ import annotations

import traceback

import pytest

from scopeinspect.render.traceback import folded


@pytest.mark.parametrize("text", ["", "ValueError: no\n", "Traceback (most recent call last):\nValueError: a\n  b\n\n    c\n"])
def test_text_without_frames_is_left_alone(text: str) -> None:
    assert list(folded(text)) == text.splitlines()


def test_frames_of_the_user_are_left_alone() -> None:
    try:
        int("x")
    except ValueError:
        text = traceback.format_exc()
    assert list(folded(text)) == text.splitlines()


def frame(file: str, *code: str) -> list[str]:
    return [f'  File "{file}", line 1, in f', *(f"    {line}" for line in code)]


@pytest.mark.parametrize("folder", ["/usr/lib/python3/dist-packages", "/x/site-packages", r"C:\x\site-packages"])
def test_frames_of_a_library_are_counted(folder: str) -> None:
    library = [*frame(f"{folder}/tensorflow/a.py", "a()", "^^^"), *frame(f"{folder}/tensorflow/b.py")]
    text = "\n".join(["Traceback:", *frame("model.py", "x"), *library, *frame("model.py", "y"), "Error: no"])
    assert list(folded(text)) == [
        "Traceback:", *frame("model.py", "x"), "  … 2 frames of tensorflow", *frame("model.py", "y"), "Error: no",
    ]  # fmt: skip


def test_chained_exceptions_keep_their_words() -> None:
    text = "\n".join([*frame("/x/site-packages/a/b.py"), "KeyError", "", "During handling …", "", *frame("m.py"), "ValueError"])
    assert list(folded(text)) == ["  … 1 frame of a", "KeyError", "", "During handling …", "", *frame("m.py"), "ValueError"]
