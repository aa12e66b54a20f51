"""The usual way."""

import tensorflow as tf

with tf.variable_scope("scope"):
    weights = tf.get_variable("weights", [2, 3])
assert [variable.op.name for variable in tf.global_variables()] == ["scope/weights"]
assert not tf.executing_eagerly()
