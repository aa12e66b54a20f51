"""A traceback is told with the libraries' frames counted."""

from __future__ import annotations

import importlib
import os
import traceback
from pathlib import Path

import pytest

from scopeinspect.model import Error
from scopeinspect.render.traceback import folded, traceback_of


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


@pytest.mark.parametrize("file", [os.__file__, importlib.__file__, "/usr/lib64/python3.7/threading.py", "<frozen runpy>"])
def test_frames_of_the_standard_library_are_counted(file: str) -> None:
    text = "\n".join([*frame("/home/me/lib/model.py", "x"), *frame(file, "y"), *frame("/x/site-packages/a/b.py"), "Error: no"])
    assert list(folded(text)) == [
        *frame("/home/me/lib/model.py", "x"), "  … 1 frame of Python", "  … 1 frame of a", "Error: no",
    ]  # fmt: skip


def test_chained_exceptions_keep_their_words() -> None:
    text = "\n".join([*frame("/x/site-packages/a/b.py"), "KeyError", "", "During handling …", "", *frame("m.py"), "ValueError"])
    assert list(folded(text)) == ["  … 1 frame of a", "KeyError", "", "During handling …", "", *frame("m.py"), "ValueError"]


LIBRARY = """
def inner():
    raise KeyError("a key")


def between():
    try:
        inner()
    except KeyError as error:
        raise RuntimeError("between") from error


def outer(call):
    try:
        call()
    except Exception:
        raise ValueError("outermost")
"""


def test_what_a_library_caught_itself_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But not what came by a line of the user's on its way."""
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "a_library.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    library = importlib.import_module("a_library")

    def of_the_user() -> None:
        library.between()

    told = {}
    for name, call in {"its own": library.between, "the user's": of_the_user}.items():
        with pytest.raises(ValueError, match="outermost") as raised:
            library.outer(call)
        text = "".join(traceback.format_exception(raised.value))
        assert text.count("Traceback ") == 3
        told[name] = list(traceback_of(Error("ValueError", "outermost", text, [])))
    assert told["its own"][0] == "… 2 other exceptions before it, in which no line is yours"
    assert [line for line in told["its own"] if "Error: " in line] == ["ValueError: outermost"]
    assert told["the user's"][0] == "… another exception before it, in which no line is yours"
    assert [line for line in told["the user's"] if "Error: " in line] == ["RuntimeError: between", "ValueError: outermost"]


@pytest.mark.parametrize(("head", "number"), [('    File "{}", line {}, in f', "  *"), ("    {}:{} f", "  *")])
def test_our_frames_in_a_message_of_autograph_are_left_out(head: str, number: str) -> None:
    """TensorFlow 2 tells them as Python does, TensorFlow 1 in its own way."""
    frames = [head.format(file, 10) for file in ("/home/me/model.py", "/x/scopeinspect/recorder/hooks.py", "/y/keras.py")]
    told = [frames[0] + number, "        yours()", frames[1], "        original()", frames[2], "        theirs()"]
    message = "\n".join(["in user code:", "", *told, "", "    ValueError: no"])
    text = "\n".join([*traceback_of(Error("ValueError", message, f"Traceback:\nValueError: {message}\n", []))])
    assert "original()" not in text
    assert [line for line in text.splitlines() if line.startswith("   ")] == [*told[:2], *told[4:], "    ValueError: no"]
