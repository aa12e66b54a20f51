"""Cells of a notebook that are earlier ones again: what is told of them, and what there is to type, typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scopeinspect.cell_copies import Copy, copy_of
from scopeinspect.checking import check
from scopeinspect.recording import Recording
from scopeinspect.rules.rule import Diagnostic

from ..forked import record_all
from .test_notebooks import notebook

pytestmark = pytest.mark.timeout(600)

IMPORTS = "import numpy as np\nimport tensorflow as tf\n"
INPUTS = 'x = tf.placeholder(tf.float32, [None, 4], name="x")\ny = tf.placeholder(tf.float32, [None, 1], name="y")\n'
WEIGHTS = 'w = tf.get_variable("w", [4, 1])\nb = tf.get_variable("b", [1], initializer=tf.zeros_initializer())\n'
LOSS = """\
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
"""
RUN = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train, {x: np.zeros([2, 4]), y: np.zeros([2, 1])})
"""
NET = INPUTS + WEIGHTS + LOSS
VARIABLES = """\
w = tf.Variable(tf.random_normal([4, 8]), name="w")
b = tf.Variable(tf.zeros([8]), name="b")
v = tf.Variable(tf.random_normal([8, 1]), name="v")
"""
USE = """\
x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 1])
loss = tf.reduce_mean(tf.square(tf.matmul(tf.nn.relu(tf.matmul(x, w) + b), v) - y))
train = tf.train.AdamOptimizer().minimize(loss)
"""
FUNCTION = 'def net(x):\n    w = tf.get_variable("w", [4, 1])\n    return tf.matmul(x, w)\n'
OLD_FUNCTION = "def net(x):\n    w = tf.Variable(tf.zeros([4, 1]))\n    return tf.matmul(x, w)\n"
CALL = "x = tf.placeholder(tf.float32, [None, 4])\nout = net(x)\n"
INTERACTIVE = "sess = tf.InteractiveSession()\n"
DATA = "def load():\n    return np.zeros([2, 4])\nrate = 0.1\nconfig = tf.ConfigProto()\ndata = load()\n"
USE_DATA = "print(data.mean(), rate, config)\n"
HELLO = 'hello = tf.constant("hello")\nsess = tf.Session()\nprint(sess.run(hello))\n'
LAYERS = "x = tf.placeholder(tf.float32, [None, 4])\nout = tf.layers.dense(tf.layers.dense(x, 8), 1)\n"
TWO_SETS = "for size in (2, 3):\n    tf.Variable(tf.zeros([size]), name='set')\n"
ONE_LAYER = 'h = tf.layers.dense(h, 4, name="fc")\n'
H = "x = tf.placeholder(tf.float32, [None, 4])\nh = x\n"

EMPTIED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "one cell": ((IMPORTS, NET, NET, RUN), "SI101", "Cell 3 is cell 2 again"),
    "several cells": ((IMPORTS, NET, RUN, NET, RUN), "SI101", "Cells 4 and 5 are cells 2 and 3 again"),
    "three cells": ((IMPORTS, INPUTS + WEIGHTS, LOSS, RUN, INPUTS + WEIGHTS, LOSS, RUN), "SI101",
                    "Cells 5 to 7 are cells 2 to 4 again"),
    "with others between": ((IMPORTS, NET, "print('hi')\n", NET), "SI101", "Cell 4 is cell 2 again"),
    "all of it": ((IMPORTS, NET, IMPORTS, NET), "SI101", "Cells 3 and 4 are cells 1 and 2 again"),
    "a call": ((IMPORTS, FUNCTION, CALL, CALL, "print(out)\n"), "SI101", "Cell 4 is cell 3 again"),
    "a function and its call": ((IMPORTS, FUNCTION, CALL, FUNCTION, CALL), "SI101", "Cells 4 and 5 are cells 2 and 3 again"),
    "a session in it": ((IMPORTS, NET + INTERACTIVE, NET + INTERACTIVE), "SI101", "Cell 3 is cell 2 again"),
    "data from before": ((IMPORTS, DATA, NET + USE_DATA, NET + USE_DATA), "SI101", "Cell 4 is cell 3 again"),
    "what is of no use from there on": ((IMPORTS + HELLO, NET, NET, RUN), "SI101", "Cell 3 is cell 2 again"),
    "below a magic": ((IMPORTS, "%%time\n# all\n" + NET, "%%time\n# all\n" + NET), "SI101", "Cell 3 is cell 2 again"),
    "variables": ((IMPORTS, VARIABLES, VARIABLES), "SI103", "Cell 3 is cell 2 again"),
    "variables that are used": ((IMPORTS, VARIABLES, VARIABLES, USE), "SI103", "Cell 3 is cell 2 again"),
    "a model of variables": ((IMPORTS, VARIABLES, USE, VARIABLES, USE, RUN), "SI103", "Cells 4 and 5 are cells 2 and 3 again"),
    "variables of a function": ((IMPORTS, OLD_FUNCTION, CALL, CALL), "SI103", "Cell 4 is cell 3 again"),
    "layers": ((IMPORTS, LAYERS, LAYERS), "SI103", "Cell 3 is cell 2 again"),
    "a loop": ((IMPORTS, TWO_SETS, TWO_SETS), "SI103", "Cell 3 is cell 2 again"),
}  # fmt: skip
"""Cells, what is found in them, and what they are said to be. The graph can be emptied there."""

NEEDED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "inputs": ((IMPORTS, INPUTS, WEIGHTS + LOSS, WEIGHTS + LOSS, RUN), "SI101", "Cell 4 is cell 3 again"),
    "inputs in a dictionary": (
        (IMPORTS + INPUTS, "feeds = {}\nfeeds['x'] = x\n", "tf.matmul(feeds['x'], tf.get_variable('w', [4, 1]))\n",
         "tf.matmul(feeds['x'], tf.get_variable('w', [4, 1]))\n"), "SI101", "Cell 4 is cell 3 again"),
    "a session": ((IMPORTS, INTERACTIVE, NET + "sess.run(b.initializer)\n", NET + "sess.run(b.initializer)\n"), "SI101",
                  "Cell 4 is cell 3 again"),
    "a session without a name": ((IMPORTS, "tf.InteractiveSession()\n", NET + "b.initializer.run()\n",
                                  NET + "b.initializer.run()\n"), "SI101", "Cell 4 is cell 3 again"),
    "inputs below it": ((IMPORTS, INPUTS, WEIGHTS, WEIGHTS, LOSS), "SI101", "Cell 4 is cell 3 again"),
    "inputs through functions": (
        (IMPORTS + INPUTS, "def given():\n    return x\ndef loss():\n    return tf.matmul(given(), w)\n",
         WEIGHTS + "loss()\n", WEIGHTS + "loss()\n"), "SI101", "Cell 4 is cell 3 again"),
    "inputs by name": (
        (IMPORTS + INPUTS, WEIGHTS + "tf.matmul(tf.get_default_graph().get_tensor_by_name('x:0'), w)\n",
         WEIGHTS + "tf.matmul(tf.get_default_graph().get_tensor_by_name('x:0'), w)\n"), "SI101", "Cell 3 is cell 2 again"),
    "the layer before": ((IMPORTS, H, ONE_LAYER, ONE_LAYER), "SI101", "Cell 4 is cell 3 again"),
    "inputs of variables": ((IMPORTS, INPUTS, VARIABLES, VARIABLES, "tf.matmul(x, w)\n"), "SI103", "Cell 4 is cell 3 again"),
    "other variables": (
        (IMPORTS, "e = tf.Variable(tf.zeros([9, 4]), name='e')\n", TWO_SETS + "print(e)\n", TWO_SETS + "print(e)\n"), "SI103",
        "Cell 4 is cell 3 again"),
}  # fmt: skip
"""The same, where something of the graph is needed from there on that is not made anew."""

SHARED = 'with tf.variable_scope("net", reuse=tf.AUTO_REUSE):\n    w = tf.get_variable("w", [4, 1])\n'
SCOPED = 'with tf.variable_scope(scope):\n    w = tf.Variable(tf.zeros([4]), name="w")\n'
RIGHT: dict[str, tuple[str, ...]] = {
    "prints": (IMPORTS, NET, "print(w)\n", RUN, "print(w)\n", RUN),
    "shared": (IMPORTS, SHARED, SHARED),
    "emptied": (IMPORTS, f"tf.reset_default_graph()\n{NET}", f"tf.reset_default_graph()\n{NET}", RUN),
    "emptied between": (IMPORTS, VARIABLES, "tf.reset_default_graph()\n", VARIABLES),
    "layers of one stack": (IMPORTS, H, "h = tf.layers.dense(h, 4)\n", "h = tf.layers.dense(h, 4)\n"),
    "put together": (IMPORTS, f"{H}all = []\n", "all.append(tf.layers.dense(x, 1))\n", "all.append(tf.layers.dense(x, 1))\n",
                     "loss = tf.reduce_mean(tf.add_n(all))\n"),
    "of other names": (IMPORTS, "scope = 'a'\n", SCOPED, "scope = 'b'\n", SCOPED),
    "of other sizes": (IMPORTS, "size = 3\n", "tf.Variable(tf.zeros([size]))\n", "size = 4\n", "tf.Variable(tf.zeros([size]))\n"),
}  # fmt: skip
"""Cells of one text that are meant."""


def test_cells_that_are_others_again_are_told(python: str, tmp_path: Path) -> None:
    cases = {**EMPTIED, **NEEDED}
    recordings = _recorded({name: cells for name, (cells, _, _) in cases.items()}, python, tmp_path)
    told = {name: [one for one in _found(recordings[name], tmp_path) if one.severity == "error"] for name in cases}
    assert {name: [one.code for one in found] for name, found in told.items()} == {
        name: [code] for name, (_, code, _) in cases.items()
    }
    for name, (_, _, words) in cases.items():
        (one,) = told[name]
        assert f"{words}, word for word." in one.why, name
        assert ("reset_default_graph" in str(one.fixes[0].code)) is (name in EMPTIED), name


def test_what_to_do_works_word_for_word(python: str, tmp_path: Path) -> None:
    cases = {**EMPTIED, **NEEDED}
    recordings = _recorded({name: cells for name, (cells, _, _) in cases.items()}, python, tmp_path)
    mended: dict[str, tuple[str, ...]] = {}
    for name, (cells, code, _) in cases.items():
        (one,) = [one for one in _found(recordings[name], tmp_path) if one.code == code]
        for number, fix in enumerate(one.fixes):
            if "the graph above" in fix.purpose or "delete" in fix.purpose:
                mended[f"{name} {number}"] = _typed(cells, fix.purpose, fix.code)
    assert len(mended) == 2 * len(EMPTIED) + len(NEEDED)
    after = _recorded(mended, python, tmp_path)
    assert {name: [f"{one.code}: {one.message}" for one in _found(recording, tmp_path) if one.severity == "error"]
            for name, recording in after.items()} == {name: [] for name in mended}  # fmt: skip
    assert [name for name, recording in after.items() if _found(recording, tmp_path)
            and {"SI101", "SI102", "SI103"} & {one.code for one in _found(recording, tmp_path)}] == []  # fmt: skip


def test_where_something_is_needed_an_emptied_graph_breaks_it(python: str, tmp_path: Path) -> None:
    """These are no cases for caution alone: TensorFlow refuses them, or does without what was there."""
    without = {"a session without a name", "other variables"}
    emptied = {}
    for name, (cells, _, _) in NEEDED.items():
        again = next(number for number, cell in enumerate(cells) if cell in cells[:number])
        emptied[name] = (*cells[:again], f"tf.reset_default_graph()\n{cells[again]}", *cells[again + 1 :])
    recordings = _recorded(emptied, python, tmp_path)
    broken = {name for name, one in recordings.items() if any(note.is_failure for note in one.notes)}
    assert set(NEEDED) - broken <= without


def test_cells_that_are_meant_are_left_alone(python: str, tmp_path: Path) -> None:
    recordings = _recorded(RIGHT, python, tmp_path)
    assert {name: [one.message for one in _found(each, tmp_path) if one.code in ("SI101", "SI102", "SI103")]
            for name, each in recordings.items()} == {name: [] for name in RIGHT}  # fmt: skip


def test_what_is_built_with_other_values_is_a_warning(python: str, tmp_path: Path) -> None:
    cell = VARIABLES + USE.replace("Optimizer()", "Optimizer(rate)")
    (recording,) = _recorded({"rates": (IMPORTS, "rate = 1.0\n", cell, "rate = 2.0\n", cell)}, python, tmp_path).values()
    assert [(one.code, one.severity) for one in _found(recording, tmp_path)] == [("SI103", "warning")]


def test_part_of_a_model_is_a_duplicate(python: str, tmp_path: Path) -> None:
    head = "out = tf.Variable(tf.zeros([4]), name='head') + tf.reduce_sum(w)\n"
    (recording,) = _recorded({"head": (IMPORTS, VARIABLES, VARIABLES.replace('"', "'") + USE, head, head)}, python, tmp_path).values()
    (one,) = [one for one in _found(recording, tmp_path) if one.severity == "error"]
    assert (one.code, one.message[:39]) == ("SI102", "cell 5 is cell 4 again, and made 1 vari")


@pytest.mark.parametrize(
    ("cells", "pair", "copy"),
    [
        ("abb", (2, 3), Copy(2, 3, 1)),
        ("abcbc", (3, 5), Copy(2, 4, 2)),
        ("abcbc", (2, 4), Copy(2, 4, 2)),
        ("bbbb", (1, 2), Copy(1, 2, 1)),
        ("bbbb", (1, 3), Copy(1, 3, 2)),
        ("abcb", (2, 4), Copy(2, 4, 1)),
        ("abab", (1, 3), Copy(1, 3, 2)),
        ("ab", (1, 2), None),
        ("  ", (1, 2), None),
        ("aa", (2, 1), None),
        ("aa", (1, 3), None),
    ],
)
def test_the_cells_around_two_of_one_text(cells: str, pair: tuple[int, int], copy: Copy | None) -> None:
    assert copy_of(cells, *pair) == copy


def _recorded(books: dict[str, tuple[str, ...]], python: str, folder: Path) -> dict[str, Recording]:
    paths = [folder / f"{name.replace(' ', '_')}.ipynb" for name in books]
    for path, cells in zip(paths, books.values(), strict=True):
        path.write_text(notebook(*cells), encoding="utf-8")
    return dict(zip(books, record_all(paths, python, folder), strict=True))


def _found(recording: Recording, folder: Path) -> tuple[Diagnostic, ...]:
    return check(recording, folder=str(folder)).diagnostics


def _typed(cells: tuple[str, ...], purpose: str, code: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells with one fix typed into them."""
    if place := re.search(r"above line (\d+) of cell (\d+):$", purpose):
        line, number = int(place[1]), int(place[2])
        lines = cells[number - 1].splitlines()
        lines[line - 1 : line - 1] = code
        return (*cells[: number - 1], "\n".join([*lines, ""]), *cells[number:])
    place = re.search(r"delete cells? (\d+)(?: (?:and|to) (\d+))?[.;]", purpose)
    assert place
    return (*cells[: int(place[1]) - 1], *cells[int(place[2] or place[1]) :])
