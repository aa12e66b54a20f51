"""Pairs of programs with what has changed between them, and what becomes of an old checkpoint.

The verdicts are checked against TensorFlow itself, which saves a checkpoint of the old program and loads it into the
new one; see `test_diff.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

Expected = tuple[str, str | None, str | None]
"""The kind of a change, the old name and the new one."""


@dataclass(frozen=True)
class Case:
    """Two programs."""

    name: str
    old: str
    new: str
    changes: tuple[Expected, ...]
    verdict: str
    slots: bool = False
    renames: bool = True
    probable: bool = False
    """Whether the renames among the changes are only probable."""
    graph_only: bool | None = None
    """Whether ops differ; None where that is beside the point."""
    plain_restores: bool | None = None
    """What `tf.train.Saver().restore` does, where slots that were not compared make it differ from the verdict."""


def case(name: str, old: str, new: str, verdict: str, *changes: Expected, **more: bool) -> Case:
    """Return a case whose programs are given without their imports."""
    return Case(name, program(old), program(new), changes, verdict, **more)


def program(text: str) -> str:
    """Return a whole program."""
    return "import tensorflow as tf\n" + HELPERS + dedent(text).lstrip("\n")


HELPERS = """\
def get(name, *shape, **more):
    return tf.get_variable(name, list(shape), **more)


def dense(scope, rows, columns, **more):
    with tf.variable_scope(scope):
        return get("w", rows, columns, **more), get("b", columns, initializer=tf.zeros_initializer())


"""

TWO_LAYERS = """
    with tf.variable_scope("enc"):
        dense("l0", 8, 16)
        dense("l1", 16, 4)
"""
OPTIMIZED = """
    w, b = dense("l0", 8, 16)
    loss = tf.reduce_sum(w) + tf.reduce_sum(b)
"""


def moved(old: str, new: str) -> Expected:
    """Return a scope that moved whole."""
    return "scope-moved", old, new


def renamed(old: str, new: str) -> Expected:
    """Return a variable that was renamed."""
    return "variable-renamed", old, new


def added(new: str) -> Expected:
    """Return a variable that is new."""
    return "variable-added", None, new


def removed(old: str) -> Expected:
    """Return a variable that is gone."""
    return "variable-removed", old, None


def changed(what: str, name: str, new: str | None = None) -> Expected:
    """Return a variable that is otherwise than it was."""
    return f"{what}-changed", name, new or name


SAME = [
    case("the same program", TWO_LAYERS, TWO_LAYERS, "same", graph_only=False),
    case("a line further down", TWO_LAYERS, "# a comment\n\n" + dedent(TWO_LAYERS), "same", graph_only=False),
    case("in another order", 'get("a", 2)\nget("b", 3)', 'get("b", 3)\nget("a", 2)', "same", graph_only=False),
    case("one more op", 'get("a", 2)', 'tf.nn.relu(get("a", 2))', "same", graph_only=True),
    case(
        "in a name scope",
        'tf.nn.relu(get("a", 2))',
        'a = get("a", 2)\nwith tf.name_scope("n"):\n    tf.nn.relu(a)',
        "same",
        graph_only=True,
    ),
    case(
        "by another function",
        'with tf.variable_scope("s"):\n    get("w", 8, 3)\n    get("b", 3, initializer=tf.zeros_initializer())',
        'dense("s", 8, 3)',
        "same",
    ),
    case(
        "in two parts, then in three",
        'get("w", 6, 2, partitioner=tf.fixed_size_partitioner(2))',
        'get("w", 6, 2, partitioner=tf.fixed_size_partitioner(3))',
        "same",
    ),
    case("in parts, then whole", 'get("w", 6, 2, partitioner=tf.fixed_size_partitioner(2))', 'get("w", 6, 2)', "same"),
    case(
        "reused where it was not",
        'with tf.variable_scope("s"):\n    get("w", 2)',
        'with tf.variable_scope("s") as s:\n    get("w", 2)\n    s.reuse_variables()\n    get("w", 2)',
        "same",
    ),
    case(
        "as a variable that resources hold",
        'get("w", 2, use_resource=False)',
        'get("w", 2, use_resource=True)',
        "same",
        graph_only=True,
    ),
]
COME_AND_GONE = [
    case("a variable more", 'get("a", 2)', 'get("a", 2)\nget("b", 3)', "needs-map", added("b")),
    case("a variable less", 'get("a", 2)\nget("b", 3)', 'get("a", 2)', "restores", removed("b")),
    case(
        "one more, one less, of other shapes",
        'get("a", 2)\nget("b", 3)',
        'get("a", 2)\nget("c", 4)',
        "needs-map",
        removed("b"),
        added("c"),
    ),
    case("all others", 'get("a", 2)\nget("b", 3)', 'get("c", 4)\nget("d", 5)', "breaks",
         removed("a"), removed("b"), added("c"), added("d")),
    case(
        "no more shared",
        """
        with tf.variable_scope("a"):
            dense("l", 3, 4)
        with tf.variable_scope("a", reuse=True):
            dense("l", 3, 4)
        """,
        """
        with tf.variable_scope("a"):
            dense("l", 3, 4)
        with tf.variable_scope("b"):
            dense("l", 3, 4)
        """,
        "needs-map",
        added("b/l/w"),
        added("b/l/b"),
    ),
    case(
        "of another start and another name",
        'get("a", 3, initializer=tf.zeros_initializer())\nget("keep", 2)',
        'get("keep", 2)\nget("zz", 3, initializer=tf.ones_initializer())',
        "needs-map",
        removed("a"),
        added("zz"),
    ),
    case(
        "scalars are everywhere",
        'get("keep", 2)\nwith tf.variable_scope("a"):\n    get("alpha")',
        'with tf.variable_scope("b"):\n    get("beta")\nget("keep", 2)',
        "needs-map",
        removed("a/alpha"),
        added("b/beta"),
    ),
]
RENAMED = [
    case("a variable", 'get("weights", 3, 4)\nget("o", 2)', 'get("kernel", 3, 4)\nget("o", 2)', "needs-map",
         renamed("weights", "kernel")),
    case("a scope", 'dense("conv1", 3, 4)\nget("o", 2)', 'dense("layer1", 3, 4)\nget("o", 2)', "needs-map",
         moved("conv1/", "layer1/")),
    case("a scope with scopes in it", TWO_LAYERS, TWO_LAYERS.replace("enc", "encoder"), "needs-map",
         moved("enc/", "encoder/")),
    case(
        "a scope, and a variable more in it",
        TWO_LAYERS,
        TWO_LAYERS.replace("enc", "encoder") + '        get("gate", 5)\n',
        "needs-map",
        moved("enc/", "encoder/"),
        added("encoder/gate"),
    ),
    case(
        "a scope, and a variable less in it",
        TWO_LAYERS + '        get("gate", 5)\n',
        TWO_LAYERS.replace("enc", "encoder"),
        "needs-map",
        moved("enc/", "encoder/"),
        removed("enc/gate"),
    ),
    case("all of it into a scope", 'dense("a", 3, 4)\nget("o", 2)',
         'with tf.variable_scope("model"):\n    dense("a", 3, 4)\n    get("o", 2)', "needs-map", moved("/", "model/")),
    case("all of it out of a scope", 'with tf.variable_scope("model"):\n    dense("a", 3, 4)\n    get("o", 2)',
         'dense("a", 3, 4)\nget("o", 2)', "needs-map", moved("model/", "/")),
    case(
        "a scope in the middle",
        'with tf.variable_scope("a"):\n    with tf.variable_scope("x"):\n        dense("l", 3, 4)\n    get("o", 2)',
        'with tf.variable_scope("a"):\n    with tf.variable_scope("y"):\n        dense("l", 3, 4)\n    get("o", 2)',
        "needs-map",
        moved("a/x/", "a/y/"),
    ),
    case(
        "one layer of two moves out",
        TWO_LAYERS,
        'with tf.variable_scope("enc"):\n    dense("l0", 8, 16)\nwith tf.variable_scope("head"):\n    dense("l1", 16, 4)',
        "needs-map",
        moved("enc/l1/", "head/l1/"),
    ),
    case(
        "a scope is split",
        TWO_LAYERS,
        'with tf.variable_scope("a"):\n    dense("l0", 8, 16)\nwith tf.variable_scope("b"):\n    dense("l1", 16, 4)',
        "needs-map",
        moved("enc/l0/", "a/l0/"),
        moved("enc/l1/", "b/l1/"),
    ),
    case(
        "two scopes become one",
        'with tf.variable_scope("a"):\n    dense("l0", 8, 16)\nwith tf.variable_scope("b"):\n    dense("l1", 16, 4)',
        TWO_LAYERS,
        "needs-map",
        moved("a/", "enc/"),
        moved("b/", "enc/"),
    ),
    case(
        "two scopes at once",
        'dense("generator", 3, 4)\ndense("discriminator", 4, 5)',
        'dense("g", 3, 4)\ndense("d", 4, 5)',
        "needs-map",
        moved("generator/", "g/"),
        moved("discriminator/", "d/"),
    ),
    case(
        "two scopes that are alike",
        'dense("tower_a", 3, 4)\ndense("tower_b", 3, 4)',
        'dense("gpu_a", 3, 4)\ndense("gpu_b", 3, 4)',
        "needs-map",
        moved("tower_a/", "gpu_a/"),
        moved("tower_b/", "gpu_b/"),
        probable=True,
    ),
    case(
        "every leaf of layers that are alike",
        """
        for n in range(3):
            with tf.variable_scope("l%d" % n):
                get("weights", 4, 4)
                get("biases", 4)
        """,
        """
        for n in range(3):
            with tf.variable_scope("l%d" % n):
                get("kernel", 4, 4)
                get("bias", 4)
        """,
        "needs-map",
        *(renamed(f"l{n}/{old}", f"l{n}/{new}")
          for n in range(3) for old, new in (("weights", "kernel"), ("biases", "bias"))),
    ),
    case(
        "a scope and its leaves",
        'with tf.variable_scope("a"):\n    get("weights", 3, 4)\n    get("biases", 4)\n    get("scale", 7)',
        'with tf.variable_scope("b"):\n    get("kernel", 3, 4)\n    get("bias", 4)\n    get("scale", 7)',
        "needs-map",
        renamed("a/weights", "b/kernel"),
        renamed("a/biases", "b/bias"),
        renamed("a/scale", "b/scale"),
    ),
    case(
        "a scope of layers that are alike",
        'with tf.variable_scope("enc"):\n    dense("l0", 4, 4)\n    dense("l1", 4, 4)',
        'with tf.variable_scope("encoder"):\n    dense("l0", 4, 4)\n    dense("l1", 4, 4)',
        "needs-map",
        moved("enc/", "encoder/"),
    ),
    case(
        "two scopes that are alike, the other way round",
        'dense("tower_a", 3, 4)\ndense("tower_b", 3, 4)',
        'dense("gpu_b", 3, 4)\ndense("gpu_a", 3, 4)',
        "needs-map",
        moved("tower_a/", "gpu_a/"),
        moved("tower_b/", "gpu_b/"),
        probable=True,
    ),
    case(
        "two numbered scopes that are alike, the other way round",
        'dense("t1", 3, 4)\ndense("t2", 3, 4)',
        'dense("u2", 3, 4)\ndense("u1", 3, 4)',
        "needs-map",
        moved("t1/", "u1/"),
        moved("t2/", "u2/"),
        probable=True,
    ),
    case("two that are alike", 'get("p", 2)\nget("q", 2)', 'get("x", 2)\nget("y", 2)', "needs-map",
         renamed("p", "x"), renamed("q", "y"), probable=True),
    case("two of much the same words, the other way round", 'get("gate_kernel", 2)\nget("head_kernel", 2)',
         'get("new_head_kernel", 2)\nget("new_gate_kernel", 2)', "needs-map",
         renamed("gate_kernel", "new_gate_kernel"), renamed("head_kernel", "new_head_kernel"), probable=True),
    case("nothing else has that shape", 'get("o", 2)\nwith tf.variable_scope("a"):\n    get("x", 7)',
         'with tf.variable_scope("b"):\n    get("y", 7)\nget("o", 2)', "needs-map", renamed("a/x", "b/y"),
         probable=True),
    case("a number is appended no more, among others alike", 'get("v_5", 3)\nget("u", 3)', 'get("other", 3)\nget("v", 3)',
         "needs-map", renamed("v_5", "v"), renamed("u", "other")),
    case("to lower case", 'dense("Conv", 3, 4)', 'dense("conv", 3, 4)', "needs-map", moved("Conv/", "conv/")),
    case("out to the root", 'with tf.variable_scope("a"):\n    get("w", 3)', 'get("w", 3)', "needs-map",
         renamed("a/w", "w")),
    case("a number is appended no more", 'tf.Variable(tf.zeros([3]), name="v")\ntf.Variable(tf.zeros([4]), name="v")',
         'tf.Variable(tf.zeros([4]), name="v")', "needs-map", renamed("v_1", "v"), removed("v")),
    case("one more in front of numbered ones", "tf.Variable(tf.zeros([3]))\ntf.Variable(tf.zeros([4]))",
         "tf.Variable(tf.zeros([9]))\ntf.Variable(tf.zeros([3]))\ntf.Variable(tf.zeros([4]))", "needs-map",
         renamed("Variable", "Variable_1"), renamed("Variable_1", "Variable_2"), added("Variable")),
    case("a tf.Variable", 'tf.Variable(tf.zeros([3, 4]), name="a")', 'tf.Variable(tf.zeros([3, 4]), name="b")',
         "needs-map", renamed("a", "b")),
    case("in parts", 'with tf.variable_scope("a"):\n    get("w", 6, 2, partitioner=tf.fixed_size_partitioner(2))',
         'with tf.variable_scope("b"):\n    get("w", 6, 2, partitioner=tf.fixed_size_partitioner(3))', "needs-map",
         renamed("a/w", "b/w")),
    case("not looked for", 'get("a", 3, 4)\nget("o", 2)', 'get("b", 3, 4)\nget("o", 2)', "needs-map",
         removed("a"), added("b"), renames=False),
    case("of another name in the graph than in the store",
         'get("w", 3)', 'tf.Variable(1.0, name="w")\nget("w", 3)', "needs-map", renamed("w", "w_1"), added("w")),
]
OTHERWISE = [
    case("a shape", 'get("a", 3, 4)\nget("o", 2)', 'get("a", 3, 5)\nget("o", 2)', "breaks",
         changed("variable-shape", "a")),
    case("a rank", 'get("a", 12)', 'get("a", 3, 4)', "breaks", changed("variable-shape", "a")),
    case("a type", 'get("a", 3)', 'get("a", 3, dtype=tf.float64)', "breaks", changed("variable-dtype", "a")),
    case("a type to half as much", 'get("a", 3)', 'get("a", 3, dtype=tf.float16)', "breaks",
         changed("variable-dtype", "a")),
    case(
        "a shape in a scope that has moved",
        TWO_LAYERS,
        TWO_LAYERS.replace("enc", "encoder").replace('"l1", 16, 4', '"l1", 16, 6'),
        "breaks",
        moved("enc/", "encoder/"),
        changed("variable-shape", "enc/l1/w", "encoder/l1/w"),
        changed("variable-shape", "enc/l1/b", "encoder/l1/b"),
    ),
    case("whether it is trained", 'get("a", 3)', 'get("a", 3, trainable=False)', "restores", changed("trainable", "a")),
    case("what it starts from", 'get("a", 3)', 'get("a", 3, initializer=tf.zeros_initializer())', "restores",
         changed("initializer", "a")),
    case(
        "what it inherits",
        'with tf.variable_scope("s", initializer=tf.constant_initializer(0.5)):\n    get("a", 3)',
        'with tf.variable_scope("s", initializer=tf.constant_initializer(0.25)):\n    get("a", 3)',
        "restores",
        changed("initializer", "s/a"),
    ),
    case("two collections", 'get("a", 3)', 'tf.add_to_collection("mine", get("a", 3))', "restores",
         changed("collections", "a")),
    case("no longer saved", 'get("a", 3)\nget("o", 2)',
         'get("a", 3, collections=[tf.GraphKeys.LOCAL_VARIABLES])\nget("o", 2)', "restores",
         changed("kind", "a"), changed("collections", "a")),
    case("saved from now on", 'get("a", 3, collections=[tf.GraphKeys.LOCAL_VARIABLES])\nget("o", 2)',
         'get("a", 3)\nget("o", 2)', "needs-map", changed("kind", "a"), changed("collections", "a")),
    case("a scope and what it starts from", 'dense("a", 3, 4)',
         'dense("b", 3, 4, initializer=tf.ones_initializer())', "needs-map", moved("a/", "b/"),
         changed("initializer", "a/w", "b/w")),
]
KEPT_FOR_OTHERS = [
    case("an optimizer, not compared", OPTIMIZED, OPTIMIZED + "    tf.train.AdamOptimizer().minimize(loss)\n", "same",
         graph_only=True, plain_restores=False),
    case("an optimizer", OPTIMIZED, OPTIMIZED + "    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)\n",
         "needs-map", added("l0/w/Momentum"), added("l0/b/Momentum"), slots=True),
    case("an optimizer less", OPTIMIZED + "    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)\n", OPTIMIZED,
         "restores", removed("l0/w/Momentum"), removed("l0/b/Momentum"), slots=True),
    case(
        "another optimizer",
        OPTIMIZED + "    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)\n",
        OPTIMIZED + "    tf.train.AdagradOptimizer(0.1).minimize(loss)\n",
        "needs-map",
        removed("l0/w/Momentum"),
        removed("l0/b/Momentum"),
        added("l0/w/Adagrad"),
        added("l0/b/Adagrad"),
        slots=True,
    ),
    case(
        "a scope with its slots",
        OPTIMIZED + "    tf.train.AdamOptimizer().minimize(loss)\n",
        OPTIMIZED.replace("l0", "layer") + "    tf.train.AdamOptimizer().minimize(loss)\n",
        "needs-map",
        moved("l0/", "layer/"),
        slots=True,
    ),
    case(
        "a variable with its slots",
        'tf.train.AdamOptimizer().minimize(tf.reduce_sum(get("a", 3, 4)))',
        'tf.train.AdamOptimizer().minimize(tf.reduce_sum(get("b", 3, 4)))',
        "needs-map",
        renamed("a", "b"),
        slots=True,
    ),
    case(
        "a scope with its slots, not compared",
        OPTIMIZED + "    tf.train.AdamOptimizer().minimize(loss)\n",
        OPTIMIZED.replace("l0", "layer") + "    tf.train.AdamOptimizer().minimize(loss)\n",
        "needs-map",
        moved("l0/", "layer/"),
    ),
    case("a variable more with its slot",
         OPTIMIZED + "    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)\n",
         OPTIMIZED + '    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss + tf.reduce_sum(get("c", 5)))\n',
         "needs-map", added("c"), slots=True),
    case("moving averages, not compared", OPTIMIZED,
         OPTIMIZED + "    tf.train.ExponentialMovingAverage(0.9).apply([w])\n", "same", plain_restores=False),
    case("moving averages", OPTIMIZED, OPTIMIZED + "    tf.train.ExponentialMovingAverage(0.9).apply([w])\n",
         "needs-map", added("l0/w/ExponentialMovingAverage"), slots=True),
    case("a global step, not compared", OPTIMIZED, OPTIMIZED + "    tf.train.get_or_create_global_step()\n", "same",
         plain_restores=False),
    case("a global step", OPTIMIZED, OPTIMIZED + "    tf.train.get_or_create_global_step()\n", "needs-map",
         added("global_step"), slots=True),
]
CASES = [*SAME, *COME_AND_GONE, *RENAMED, *OTHERWISE, *KEPT_FOR_OTHERS]
