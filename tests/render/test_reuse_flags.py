"""The reuse flags of the printed tree, and the notes that say where they come from."""

from __future__ import annotations

from pathlib import Path

from scopeinspect.recording import Recording

from ..conftest import Record
from ..recordings import Build
from ..samples.expectations import SAMPLES
from .printed import printed, table


def test_declared_reuse(record: Record) -> None:
    text = printed(record(SAMPLES / "reuse_inheritance.py"))
    source = (SAMPLES / "reuse_inheritance.py").read_text(encoding="utf-8").splitlines()
    (line,) = [number for number, code in enumerate(source, start=1) if 'variable_scope("foo", reuse=True)' in code]
    assert [(row.name, row.cells["reuse"]) for row in table(text)][:2] == [("root", "False"), ("foo", "False, True ¹")]
    assert f"¹ declared at reuse_inheritance.py:{line}; ops of the later entries are named root/foo_1/…" in text


def test_scope_entered_again_and_again() -> None:
    build = Build()
    build.variable("v", build.entry("a"))
    for _ in range(4):
        build.entry("a")
    build.entry("a", "AUTO_REUSE", reuse_declared=True)
    assert table(printed(build.recording()))[0].cells["reuse"] == "False ×5, AUTO_REUSE ¹"


FLAGS_THAT_ALTERNATE = """\
import tensorflow as tf

def net(reuse):
    with tf.variable_scope("net", reuse=reuse):
        tf.get_variable("w", [3])

net(False)
for _ in range(4):
    net(True)
    net(tf.AUTO_REUSE)
with tf.variable_scope("net", reuse=True):
    tf.get_variable("w", [3])
with tf.variable_scope("net", reuse=True):
    tf.get_variable("w", [3])
with tf.variable_scope("net"):
    tf.get_variable_scope().reuse_variables()
"""


def test_flags_that_alternate_are_summed(record: Record, tmp_path: Path) -> None:
    """Each flag once: a column for all changes left no room for any column at all."""
    (tmp_path / "alternating.py").write_text(FLAGS_THAT_ALTERNATE)
    text = printed(record(tmp_path / "alternating.py"), 120)
    assert table(text)[0].cells["reuse"] == "False, True ×6 ¹ ² …, AUTO_REUSE ×4 ¹, False → True ⁴"
    assert "No room" not in text


def test_a_layer_enters_its_scope_once_for_each_call(record: Record, tmp_path: Path) -> None:
    """TensorFlow enters it several times: to name it, to build it, to compute."""
    program = tmp_path / "layers.py"
    program.write_text(
        "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 4])\n"
        "for _ in range(2):\n    with tf.variable_scope('net', reuse=tf.AUTO_REUSE):\n"
        "        x = tf.layers.dense(x, 4, name='dense')\ny = tf.layers.dense(x, 4, name='other')\n"
    )
    recording = record(program)
    assert sum(entry.name == "net/dense" for entry in recording.entries.values()) > 4
    cells = {row.name: row.cells["reuse"] for row in table(printed(recording)) if row.cells["reuse"]}
    assert cells == {"net": "AUTO_REUSE ×2 ¹", "dense": "AUTO_REUSE ×2 ²", "other": "False"}


MANY_LAYERS = """\
import tensorflow as tf


def layer(x, name, reuse):
    with tf.variable_scope(name, reuse=reuse):
        with tf.variable_scope("norm"):
            return x * tf.get_variable("scale", [])


def net(x, reuse):
    for name in ("one", "two", "three"):
        x = layer(x, name, reuse)


net(1.0, False)
net(2.0, True)
"""


def test_notes_that_differ_in_their_scopes_are_one(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "layers.py"
    path.write_text(MANY_LAYERS, encoding="utf-8")
    text = printed(record(path), 120)
    reuse = {row.name: row.cells["reuse"] for row in table(text) if row.name != "scale"}
    assert reuse == dict.fromkeys(("one", "two", "three"), "False, True ¹") | {"norm": "False, True ²"}
    unwrapped = " ".join(text.split())
    assert "¹ declared at layers.py:5; ops of the later entries are named one_1/…, two_1/… and 1 more ²" in unwrapped
    assert (
        "² inherited from scope one and 2 more, declared at layers.py:5; ops of the later entries are named "
        "one_1/norm/…, two_1/norm/… and 1 more 3 variables"
    ) in unwrapped


def test_notes_without_marks_are_left_out(shared: Recording) -> None:
    assert "switched on" not in printed(shared, columns=("shape", "made"))
