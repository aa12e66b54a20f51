"""TensorFlow's own modules, which stay what they are."""

import tensorflow as tf
from tensorflow.core.framework import graph_pb2
from tensorflow.python.framework import ops
from tensorflow.python.ops import variable_scope as vs

with vs.variable_scope("scope"):
    weights = tf.get_variable("weights", [2, 3])
assert ops.get_default_graph() is tf.get_default_graph()
assert isinstance(tf.get_default_graph().as_graph_def(), graph_pb2.GraphDef)
