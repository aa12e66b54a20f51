"""A scope is switched to reuse where something is given, whatever is made in it afterwards."""

import tensorflow as tf

inputs = [tf.placeholder(tf.float32, [None, 4])]
with tf.variable_scope("net") as scope:
    if len(inputs) > 0:
        scope.reuse_variables()  # finds SI104 SI107
    with tf.variable_scope("hidden"):
        tf.matmul(inputs[0], tf.get_variable("w", [4, 4]))  # finds SI104
