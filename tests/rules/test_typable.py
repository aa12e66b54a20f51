"""What advice shows as code is Python, or is not shown: on small sources, without TensorFlow."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest

from scopeinspect.model import Outcome, Site, Start
from scopeinspect.recording import Recording
from scopeinspect.rules.advice import code, converting
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited, is_python, statement, variable_scopes
from scopeinspect.sources import Sources, Statement, read


def _sources(folder: Path, text: str) -> Sources:
    """The sources of a run of one file, of which the first line was recorded."""
    (folder / "model.py").write_text(text, encoding="utf-8")
    site = Site(1, "model.py", 1, "", text.splitlines()[0].strip()[:400])
    return Sources(Recording(Start("", "model.py", "3.11"), None, [site], {}, Outcome("finished", 0)), str(folder))


def _at(folder: Path, text: str, line: int = 1) -> Statement | None:
    return _sources(folder, text).at("model.py", line)


def _statement(folder: Path, text: str, line: int = 1) -> Statement:
    found = _at(folder, text, line)
    assert found is not None
    return found


def _heads(folder: Path, text: str) -> Sequence[str]:
    return [head for _, head in variable_scopes(_statement(folder, text, 2))]


def test_of_edits_in_one_another_the_outermost_is_made(tmp_path: Path) -> None:
    found = _statement(tmp_path, 'v = f(f(\n  g([2]),\n  name="a") + 1.0, name="b")\n')
    edits = [Edit(call, f"new_{place}()") for place, call in enumerate(calls_of(found, "f"))]
    assert edited(found, edits) == ("v = new_0()",)
    assert edited(found, reversed(edits)) == ("v = new_0()",)


def test_an_edit_that_leaves_no_python_is_not_made(tmp_path: Path) -> None:
    found = _statement(tmp_path, "y = dense((x))\n")
    (call,) = calls_of(found, "dense")
    assert edited(found, [Edit(call.args[0], ", (", "after")]) == ()
    assert edited(found, [Edit(call.args[0], "(z)")]) == ("y = dense(((z)))",)


@pytest.mark.parametrize("head", ["with a as b:", "elif x:", "for a in b:", "x = 1"])
def test_heads_are_python(head: str) -> None:
    assert is_python([head])
    assert not is_python([head.replace("x", "x x").replace("a", "a a")])


def test_a_very_long_expression_is_not_at_hand(tmp_path: Path) -> None:
    text = f"a = {' + '.join(['0.5'] * 330)}\nb = 1\nwith c({'-' * 150}1):\n    d = 1\n"
    assert [_at(tmp_path, text, line) is None for line in (1, 2, 3, 4)] == [True, False, True, True]


@pytest.mark.parametrize("encoding", ["zlib", "rot13", "undefined"])
def test_what_is_no_text_in_its_own_encoding_is_not_at_hand(tmp_path: Path, encoding: str) -> None:
    assert _at(tmp_path, "# coding: latin-1\na = 1\n", 2) is not None
    assert _at(tmp_path, f"# coding: {encoding}\na = 1\n", 2) is None


@pytest.mark.parametrize("line", [-(2**40), -3, -1, 0, 3, 2**40])
def test_lines_that_no_file_has_are_not_those_that_ran(tmp_path: Path, line: int) -> None:
    (tmp_path / "model.py").write_text("a = 1\n", encoding="utf-8")
    assert read(tmp_path / "model.py", {1: "a = 1", line: "a = 1"}) is None
    assert read(tmp_path / "model.py", {1: "a = 1"}) is not None


@pytest.mark.parametrize(
    "text",
    ["a = 1; b = 2", "if x: y = f()", "if x:\n  y = 1\nelse: y = f()", "a = 1; \\\nb = f(\n1)", "a = f(\n1); b = 2"],
)
def test_statements_that_share_a_line_are_not_at_hand(tmp_path: Path, text: str) -> None:
    assert _at(tmp_path, text, text.count("\n") + 1) is None


def test_what_python_thinks_of_the_code_is_not_told(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert _at(tmp_path, 'a = "\\d"\n') is not None


@pytest.mark.parametrize("text", ["-" * 100000 + "f(x)", "f" + ".a" * 50000, "f" + "()" * 20000, "f" + ".a" * 150])
def test_a_hostile_recording_is_told_by_its_line(tmp_path: Path, text: str) -> None:
    shown = statement(_sources(tmp_path, "a = 1\n"), Site(2, "other.py", 7, "", text))
    assert shown == ("…  # the whole statement around line 7 of other.py",)


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        (("a = 1",), ("a = 1  # line 7",)),
        (("f(", "1)"), ("f(  # line 7", "1)")),
        (('a = """b', 'c"""'), ('a = """b', 'c"""  # line 7')),
        (("a = 1 + \\", "2"), ("a = 1 + \\", "2  # line 7")),
        (("with a:", '    b = """', '    """'), ("with a:  # line 7", '    b = """', '    """')),
        ((), ()),
    ],
)
def test_the_number_of_a_line_is_a_comment(lines: tuple[str, ...], marked: tuple[str, ...]) -> None:
    assert at_line(lines, "line 7") == marked


def test_name_scopes_become_variable_scopes(tmp_path: Path) -> None:
    assert _heads(tmp_path, 'with tf.name_scope(name="inner"):\n    x = 1\n') == ['with tf.variable_scope("inner"):']
    assert _heads(tmp_path, "with tf.compat.v1.name_scope(None, 'a', [x]) as s:\n    x = 1\n") == [
        'with tf.compat.v1.variable_scope(None, "a", [x]) as s:'
    ]


@pytest.mark.parametrize("scope", ['g.name_scope("a")', 'tf.get_default_graph().name_scope("a")', "tf.name_scope(*a)"])
def test_other_name_scopes_stay(tmp_path: Path, scope: str) -> None:
    text = f"with {scope}:\n    x = 1\n"
    assert _heads(tmp_path, text) == []
    assert code.in_other_name_scope(_statement(tmp_path, text, 2))


@pytest.mark.parametrize(
    ("given", "name"),
    [("1, flag", None), ("1, True", None), ('1, "w"', "'w'"), ("1, name=n", "n"), ("1, name=None", None)],
)
def test_only_a_text_in_the_place_of_trainable_is_a_name(given: str, name: str | None) -> None:
    found = converting._given_name(_call(f"tf.Variable({given})"))
    assert (found and ast.unparse(found)) == name


# Each runs in TensorFlow 2.21, and makes a variable of the dtype that is asked for.
@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("1, dtype=tf.float32", "initializer=tf.constant(1, dtype=tf.float32)"),
        ("[1, -2], dtype=tf.float32", "initializer=tf.constant([1, -2], dtype=tf.float32)"),
        ("values, dtype=tf.float32", "initializer=tf.convert_to_tensor(values, dtype=tf.float32)"),
        ("tf.eye(2), dtype=tf.float32", "initializer=tf.eye(2), dtype=tf.float32"),
        ("tf.zeros([2]), dtype=tf.float32", "[2], initializer=tf.zeros_initializer(), dtype=tf.float32"),
        ("1, trainable=flag", "initializer=1, trainable=flag"),
    ],
)
def test_values_are_converted_to_their_dtype(value: str, made: str) -> None:
    assert converting._get_variable(_call(f"tf.Variable({value})"), '"b"') == f'tf.get_variable("b", {made})'


@pytest.mark.parametrize("text", ["f(*a)", "f(**kw)", "f(1, *a, b=1)"])
def test_calls_that_hide_arguments_are_left_as_they_are(tmp_path: Path, text: str) -> None:
    assert calls_of(_statement(tmp_path, text), "f") == []


def _call(text: str) -> ast.Call:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    return call
