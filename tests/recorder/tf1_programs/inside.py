"""In functions, in conditions, in attempts."""

import sys


def build():
    import tensorflow as tf

    return tf.get_variable("weights", [2, 3])


class Model:
    import tensorflow as flow

    weights = flow.get_variable("more", [2, 3])


try:
    from tensorflow.contrib.eager.python import no_such_module
except ImportError:
    no_such_module = None

if sys.platform != "none":
    import tensorflow.contrib.layers as layers
else:
    layers = None

assert build().op.name == "weights"
assert layers.fully_connected
assert Model.weights.op.name == "more"
