"""`tf.Variable` written anew as `tf.get_variable`: typed, it shares; where it can't be, words alone say what to do."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from scopeinspect.checking import check

from ..forked import record_all
from .typed import typed

pytestmark = pytest.mark.timeout(300)

WRITTEN = {
    "values_with_a_dtype": """
        with tf.name_scope(name="inner"):
            b = tf.Variable(1, dtype=tf.float32, name="b")
            c = tf.Variable([1, 2], trainable=flag, dtype=tf.float32)
        return x * b * c
        """,
    "without_names_in_a_loop": """
        for i in range(3):
            w = tf.Variable(tf.zeros([2]))
            x = x * w
        return x
        """,
}
IN_WORDS = {
    "nested": """
        return x * tf.Variable(tf.Variable(
            tf.zeros([2]),
            name="a") + 1.0, name="b")
        """,
    "very_long": f"""
        return x * tf.Variable({" + ".join(["0.5"] * 330)}, name="b")
        """,
    "comprehension": """
        a, b, c = [tf.Variable(tf.zeros([2])) for _ in range(3)]
        return x * a * b * c
        """,
    "two_without_names": """
        a, b = tf.Variable(1.0), tf.Variable(2.0)
        return x * a * b
        """,
    "hidden_arguments": """
        w = tf.Variable(1.0, **dict(name="w"))
        return x * w
        """,
    "scope_of_a_graph": """
        with tf.get_default_graph().name_scope("a"):
            w = tf.Variable(1.0, name="w")
        return x * w
        """,
    "chained": """
        return tf.make_template("t", lambda: tf.make_template("u", lambda x: x * tf.get_variable("w", [2])))()(x)
        """,
}


def _programs(folder: Path, bodies: dict[str, str]) -> list[Path]:
    paths = [folder / f"{name}.py" for name in bodies]
    for path, body in zip(paths, bodies.values(), strict=True):
        text = textwrap.indent(textwrap.dedent(body).strip(), "    ")
        path.write_text(f"import tensorflow as tf\n\n\ndef f(x, flag=True):\n{text}\n\n\nf(1.0)\nf(2.0)\n", "utf-8")
    return paths


def test_what_is_written_anew_shares(python: str, tmp_path: Path) -> None:
    paths = _programs(tmp_path, WRITTEN)
    for path, recording in zip(paths, record_all(paths, python, tmp_path), strict=True):
        (found,) = check(recording, folder=str(tmp_path)).diagnostics
        path.write_text(typed(path.read_text("utf-8"), found, found.fixes[0]), "utf-8")
        assert "get_variable" in path.read_text("utf-8")
    left = [check(recording, folder=str(tmp_path)).diagnostics for recording in record_all(paths, python, tmp_path)]
    assert left == [(), ()]


def test_what_cannot_be_written_is_said_in_words(python: str, tmp_path: Path) -> None:
    paths = _programs(tmp_path, IN_WORDS)
    for path, recording in zip(paths, record_all(paths, python, tmp_path), strict=True):
        found = check(recording, folder=str(tmp_path)).diagnostics
        code = [line for one in found for fix in one.fixes for line in fix.code]
        assert found, path.stem
        assert not any("tf.get_variable(" in line or "make_template" in line for line in code), path.stem
