"""Which line of an exception's message is told in a headline."""

from __future__ import annotations

import pytest

from scopeinspect.messages import exception_in_words, telling_line

NO_GRADIENT = (
    "No gradients provided for any variable, check your graph for ops that do not support gradients, between variables "
    "[\"<tf.Variable 'w:0' shape=(2,)>\"] and loss Tensor(\"Mean:0\", shape=(), dtype=float32)."
)


@pytest.mark.parametrize(("message", "line"), [
    ("", ""),
    ("no\nmore", "no"),
    (NO_GRADIENT, "No gradients provided for any variable"),
    ("Graph execution error:\n\nDetected at node 'w'\nNode: 'w'\nw is missing", "w is missing"),
    ("in user code:\n\n    model.py:3 call\n    ValueError: no", "ValueError: no"),
    ("Restoring from checkpoint failed. This is most likely… Original error:\n\nKey a/b not found in checkpoint",
     "Key a/b not found in checkpoint"),
])  # fmt: skip
def test_the_line_that_tells(message: str, line: str) -> None:
    assert telling_line(message) == line


@pytest.mark.parametrize(("kind", "message", "words"), [
    ("ValueError", "", "ValueError"),
    ("ValueError", "no\nmore", "ValueError: no"),
    ("ValueError", "in user code:\n\n    model.py:3 call\n    ValueError: no", "ValueError: no"),
])  # fmt: skip
def test_the_exception_that_is_told(kind: str, message: str, words: str) -> None:
    assert exception_in_words(kind, message) == words
