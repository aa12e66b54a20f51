"""Prints, as JSON, what a module says of every case: ``python initializer_runner.py INITIALIZERS.PY``.

It runs in several interpreters, so this is Python 3.7.
"""

import importlib
import importlib.util
import json
import os
import sys

import initializer_program
from initializer_cases import ANYWHERE, CALLABLES, INIT_OPS_V2, KERAS, KERAS_IN_GRAPH, LAYERS, TENSORFLOW


def names():
    """Make the names that the cases use, TensorFlow 1 behaviour in force."""
    import numpy as np
    import tensorflow.compat.v1 as tf
    from tensorflow.python.ops import init_ops

    tf.disable_v2_behavior()
    tf.logging.set_verbosity(tf.logging.ERROR)

    def in_scope(function):
        with tf.name_scope("scope"):
            return function()

    def in_variable_scope(function):
        with tf.variable_scope("scope"):
            return function()

    def subclass(base):
        return type("Mine", (base,), {"__module__": "user"})

    def initial_value(function):
        seen = []

        def creator(make, **kwargs):
            seen.append(kwargs["initial_value"])
            return make(**kwargs)

        with tf.variable_creator_scope(creator):
            function()
        return seen[0]

    def getter_of_nested_scopes():
        outer = tf.variable_scope("outer", custom_getter=initializer_program.ramp)
        with outer, tf.variable_scope("inner", custom_getter=initializer_program.getter) as scope:
            return scope.custom_getter

    functions = (in_scope, in_variable_scope, subclass, initial_value, getter_of_nested_scopes)
    modules = {"np": np, "tf": tf, "init_ops": init_ops}
    return dict(vars(initializer_program), **modules, **{function.__name__: function for function in functions})


def alternatives():
    """Find the packages that offer the same names, by what we call them: Kerases, and contrib's layers."""
    import tensorflow as tf

    if tf.__version__.startswith("1."):
        kerases = {"tf.keras": tf.keras}
        layers = {"tf.contrib.layers": tf.contrib.layers}
    else:
        kerases = {"keras": importlib.import_module("keras")}
        layers = {}
        if importlib.util.find_spec("tf_keras"):
            kerases["tf_keras"] = importlib.import_module("tf_keras")
            kerases["tf_keras of TF1"] = importlib.import_module("tf_keras.api._v1.keras")
    if importlib.util.find_spec("tf_slim"):
        layers["tf_slim"] = importlib.import_module("tf_slim.layers")
    return kerases, layers


def load(path):
    """Load the module under test from its file, as the recorder does without our package."""
    spec = importlib.util.spec_from_file_location("initializers", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def groups(initializers):
    """List what to run: a name for the group, the names it needs, its table, and the function to call."""
    kerases, layers = alternatives()
    yield "initializers", {}, ANYWHERE + TENSORFLOW, initializers.describe
    if importlib.util.find_spec("tensorflow.python.ops.init_ops_v2"):
        init_ops_v2 = importlib.import_module("tensorflow.python.ops.init_ops_v2")
        yield "initializers", {"init_ops_v2": init_ops_v2}, INIT_OPS_V2, initializers.describe
    yield "callables", {}, CALLABLES, initializers.describe_callable
    for name, keras in kerases.items():
        yield name, {"keras": keras}, KERAS, initializers.describe
        if name != "keras":  # Keras 3 makes its variables outside the graph
            yield name, {"keras": keras}, KERAS_IN_GRAPH, initializers.describe
    for name, module in layers.items():
        yield name, {"layers": module}, LAYERS, initializers.describe


def described(table, scope, function):
    """Describe every case of a table in a fresh graph, and tell whether that left the graph untouched."""
    import tensorflow.compat.v1 as tf

    with tf.Graph().as_default() as graph:
        cases = [(expression, expected, eval(expression, scope)) for expression, expected in table]
        before = graph.as_graph_def().SerializeToString(deterministic=True), graph.version
        texts = [(expression, expected, function(value)) for expression, expected, value in cases]
        after = graph.as_graph_def().SerializeToString(deterministic=True), graph.version
    return texts, before == after


def main(path):
    """Print, as JSON, what is said of every case: [group, expression, expected, said, untouched]."""
    scope = names()
    rows = []
    for group, more, table, function in groups(load(path)):
        texts, untouched = described(table, dict(scope, **more), function)
        rows += [[group, *text, untouched] for text in texts]
    print("\n" + json.dumps(rows))


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main(sys.argv[1])
