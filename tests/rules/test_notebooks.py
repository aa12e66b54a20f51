"""What is found in a notebook: its cells are the user's source as much as a script is."""

from __future__ import annotations

import json
import re
import tracemalloc
from pathlib import Path

import pytest

from scopeinspect.notebooks import cells_of, python_of
from scopeinspect.recording import Recording

from ..forked import record_all
from .expected import PROGRAMS, found

AS_CELLS = [
    program for program in PROGRAMS
    if program.stem in {
        "filter_called_twice", "reuse_left_out_of_the_second_call", "layers_in_a_loop", "two_calls_of_layers_on_one_line",
        "layer_left_out_of_the_test", "statement_over_several_lines", "unnamed_layer_under_auto_reuse",
        "typo_under_reuse", "variables_in_two_loops", "name_scope_of_one_name_in_a_loop", "var_list_left_one_out",
        "one_cell_in_every_layer", "slip_in_the_call_of_a_cell",
    }
]  # fmt: skip


def notebook(*cells: str) -> str:
    """Return the text of a notebook."""
    code = [{"cell_type": "code", "source": cell.splitlines(keepends=True), "metadata": {}} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": code})


def recorded(python: str, book: Path, *cells: str) -> Recording:
    """Return what running a notebook records."""
    book.write_text(notebook(*cells), encoding="utf-8")
    (recording,) = record_all([book], python, book.parent)
    return recording


def told(recording: Recording, folder: Path) -> list[tuple[str, str, list[str], list[str]]]:
    """Return what is found, but for the script's own end: a cell that raises ends nothing."""
    return [
        (one.code, one.message, [role.text for role in one.roles], [line for fix in one.fixes for line in fix.code])
        for one in found(recording, folder)
    ]


def test_one_cell_is_told_as_a_script(python: str, programs: dict[Path, Recording], tmp_path: Path) -> None:
    books = [tmp_path / f"{program.stem}.ipynb" for program in AS_CELLS]
    for program, book in zip(AS_CELLS, books, strict=True):
        book.write_text(notebook(program.read_text(encoding="utf-8")), encoding="utf-8")
    for program, recording in zip(AS_CELLS, record_all(books, python, tmp_path), strict=True):
        as_cell = re.sub(r" of cell 1\b", "", json.dumps(told(recording, tmp_path)))
        assert as_cell == json.dumps(told(programs[program], program.parents[3])), program.stem


def test_lines_are_told_with_their_cells(python: str, tmp_path: Path) -> None:
    recording = recorded(
        python, tmp_path / "gan.ipynb",
        "%matplotlib inline\nimport tensorflow as tf\n!ls\n",
        "def net(x):\n    with tf.variable_scope(None, 'net'):\n        return tf.layers.dense(x, 1, name='fc')\n",
        "%time a = 1\na = net(tf.placeholder(tf.float32, [None, 4]))\nb = net(tf.placeholder(tf.float32, [None, 4]))\n",
    )  # fmt: skip
    (one,) = [one for one in found(recording, tmp_path) if one.code == "SI102"]
    assert one.fixes[0].code[0] == 'with tf.variable_scope("net"):  # line 2 of cell 2'
    (second,) = [role for role in one.roles if role.site.line == 3]
    assert second.site.place == "line 3 of cell 3"


def test_cells_that_fail_for_want_of_another_are_told_with_it(python: str, tmp_path: Path) -> None:
    recording = recorded(
        python, tmp_path / "lesson.ipynb",
        "import no_such_package\nimport tensorflow as tf\n",
        "w = tf.get_variable('w', [4])\n",
        "def loss():\n    return w + 1\n",
        "print(loss())\n",
        "print(unheard_of)\n",
    )  # fmt: skip
    failed = [one for one in found(recording, tmp_path) if one.code == "SI902"]
    assert [one.message for one in failed] == [
        "cell 1 raised ModuleNotFoundError: No module named 'no_such_package'",
        "cell 5 raised NameError: name 'unheard_of' is not defined",
    ]
    assert failed[0].why.endswith("what this one was to make. Cells 2, 4 failed for want of tf, w.")
    assert failed[1].why.endswith("what this one was to make.")


def test_what_lacks_the_result_of_a_refused_cell_is_no_finding_of_its_own(python: str, tmp_path: Path) -> None:
    layer = "w = tf.get_variable('w', [4])\n"
    recording = recorded(
        python, tmp_path / "lesson.ipynb", f"import tensorflow as tf\n{layer}", f"{layer}y = w + 1\n", "print(y)\n"
    )
    assert [one.code for one in found(recording, tmp_path) if one.severity == "error"] == ["SI101"]


def test_a_cell_that_failed_by_an_empty_selection_is_told_by_that(python: str, tmp_path: Path) -> None:
    recording = recorded(
        python, tmp_path / "lesson.ipynb",
        "import tensorflow as tf\nwith tf.variable_scope('net'):\n    w = tf.get_variable('w', [4])\n",
        "mine = tf.trainable_variables('nett')\nother = tf.trainable_variables('nets')\n",
        "tf.train.GradientDescentOptimizer(1.).minimize(tf.reduce_sum(w), var_list=mine)\n",
    )  # fmt: skip
    told = [(one.code, one.severity, one.scopes) for one in found(recording, tmp_path) if one.severity != "info"]
    assert told == [("SI207", "error", ("nett",)), ("SI207", "warning", ("nets",))]


def test_an_empty_selection_that_is_not_the_one_refused_stays_a_warning(python: str, tmp_path: Path) -> None:
    recording = recorded(
        python, tmp_path / "lesson.ipynb",
        "import tensorflow as tf\nw = tf.get_variable('w', [4], trainable=False)\nv = tf.get_variable('v', [4])\n"
        "mine = tf.trainable_variables('net')\nnone = [one for one in mine if False]\n",
        "tf.train.GradientDescentOptimizer(1.).minimize(tf.reduce_sum(w), var_list=none)\n",
    )  # fmt: skip
    told = [(one.code, one.severity) for one in found(recording, tmp_path) if one.code in ("SI207", "SI902")]
    assert told == [("SI902", "error"), ("SI207", "warning")]


def test_what_a_compiled_library_raises_is_told_at_the_users_line(python: str, tmp_path: Path) -> None:
    """Cython names the library's source by a path that is relative, and not there."""
    recording = recorded(python, tmp_path / "lesson.ipynb", "import numpy\n\nx = numpy.random.rand('1')\n")
    (one,) = [one for one in found(recording, tmp_path) if one.code == "SI902"]
    assert [(role.site.file, role.site.line) for role in one.roles] == [("lesson.ipynb[cell 1]", 3)]


def test_the_python_of_a_cell_is_what_ran() -> None:
    assert python_of("%matplotlib inline\nif True:\n    !ls\n    x = 1 \\\n  % 2\n") == (
        "pass\nif True:\n    pass\n    x = 1 \\\n  % 2\n"
    )
    assert cells_of(notebook("a = 1\n", "b = 2")) == ["a = 1\n", "b = 2"]
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a\n", "b"]}, {"cell_type": "markdown"}]}]}
    assert cells_of(json.dumps(old)) == ["a\nb"]


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"cells": 1}', '{"cells": [1]}', "[" * 100_000])
def test_what_is_no_notebook_has_no_cells(text: str) -> None:
    assert cells_of(text) == []


@pytest.mark.parametrize("part", ["[],", "{},", '{"data": [0]},'])
@pytest.mark.parametrize("where", ["outputs", "metadata"])
def test_what_cells_show_takes_no_memory(part: str, where: str) -> None:
    """A notebook may hold images, and a hostile one 64 MiB of empty lists, of which Python makes 2 GB."""
    code = f'{{"cell_type": "code", "source": ["a\\n", "b"], "{where}": [{part * 500_000}0]}}'
    text = f'{{"metadata": {{"x": [{part * 100}0]}}, "cells": [{code}], "nbformat": 4}}'
    tracemalloc.start()
    try:
        assert cells_of(text) == ["a\nb"]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * len(text)


def test_what_python_reads_and_json_has_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read whole, and only where that takes little memory: matplotlib and others leave a NaN."""
    for odd in ("NaN", "-Infinity", r'"\ud800"'):
        text = f'{{"cells": [{{"cell_type": "code", "source": "a", "outputs": [{odd}]}}]}}'
        assert cells_of(text) == ["a"]
    monkeypatch.setattr("scopeinspect.notebooks._LARGEST_AT_ONCE", len(text) - 1)
    assert cells_of(text) == []


def test_a_cell_in_python_2_is_told_as_that(python: str, tmp_path: Path) -> None:
    recording = recorded(python, tmp_path / "lesson.ipynb", "print 'a' + str(1)\n")
    (one,) = [one for one in found(recording, tmp_path) if one.code == "SI902"]
    assert one.message.endswith("; it reads like Python 2 (a print statement)")


def test_lines_of_ipythons_are_one_note(python: str, tmp_path: Path) -> None:
    magics = "%matplotlib inline\n!ls\n%load_ext tensorboard\nx = 1\n"
    recording = recorded(python, tmp_path / "lesson.ipynb", magics, "%%bash\nls\n")
    assert [note.text for note in recording.notes] == [
        ("left out, as they are IPython's and not Python's: %matplotlib inline (line 1 of cell 1), !ls (line 2 of cell 1), "
        "%load_ext tensorboard (line 3 of cell 1) and 1 more")
    ]
