"""How changes that are alike are told together."""

from __future__ import annotations

import pytest

from scopeinspect.diff import compare
from scopeinspect.rules.changes import diagnostics_of
from scopeinspect.variable_tree import VariableTree, tree_of

from ..forked import record_all

pytestmark = pytest.mark.timeout(300)

LAYERS = """
import tensorflow as tf

for number in range({count}):
    tf.get_variable("w%d" % number, [{size}], trainable={trainable})
"""

SCOPED = """
import tensorflow as tf

with tf.variable_scope("{scope}"):  # {mark}
    tf.get_variable("w", [3, 4])
    tf.get_variable("b", [4])
with tf.variable_scope("{scope}", reuse=True):
    tf.get_variable("w", [3, 4])
"""


@pytest.fixture(scope="module")
def trees(python: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, VariableTree]:
    folder = tmp_path_factory.mktemp("changes")
    texts = {
        "one": LAYERS.format(count=1, size=4, trainable=True),
        "one frozen": LAYERS.format(count=1, size=4, trainable=False),
        "many": LAYERS.format(count=28, size=4, trainable=True),
        "many frozen": LAYERS.format(count=28, size=4, trainable=False),
        "scoped": SCOPED.format(scope="enc", mark="was here"),
        "scoped otherwise": SCOPED.format(scope="encoder", mark="moved here"),
        "many larger": LAYERS.format(count=28, size=8, trainable=True),
    }
    paths = [folder / f"{name}.py" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    recordings = record_all(paths, python, folder)
    return {name: tree_of(recording) for name, recording in zip(texts, recordings, strict=True)}


@pytest.mark.parametrize(("old", "new", "says"), [
    ("one", "one frozen", "w0 has changed: trainable → not trainable"),
    ("many", "many frozen", "w0 and 27 more have changed: trainable → not trainable"),
    ("many", "many larger", "the shapes of w0 and 27 more have changed: 4 → 8"),
])  # fmt: skip
def test_verb_agrees_with_how_many_there_are(trees: dict[str, VariableTree], old: str, new: str, says: str) -> None:
    (one,) = diagnostics_of(compare(trees[old], trees[new]))
    assert one.message == says


def test_three_are_pointed_at_on_a_line(trees: dict[str, VariableTree]) -> None:
    (one,) = diagnostics_of(compare(trees["many"], trees["many frozen"]))
    assert len(one.variables) == 28
    assert [role.text for role in one.roles][3:] == ["… and 25 more"]
    assert len({role.site for role in one.roles}) == 1


def test_scope_that_moved_is_pointed_at_where_it_is_entered(trees: dict[str, VariableTree]) -> None:
    (one,) = diagnostics_of(compare(trees["scoped"], trees["scoped otherwise"]))
    (role,) = one.roles
    assert role.text == "encoder/ begins here"
    assert role.site.text == 'with tf.variable_scope("encoder"):  # moved here'
