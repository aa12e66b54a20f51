"""The pass that is to share is inside of a scope that the first one was not in."""

import tensorflow as tf


def decode(x, reuse):
    with tf.variable_scope("decoder", reuse=reuse):  # finds SI104
        with tf.variable_scope("cell"):
            return tf.matmul(x, tf.get_variable("kernel", [4, 4]))  # finds SI104


decode(tf.placeholder(tf.float32, [None, 4]), None)
with tf.variable_scope("infer"):
    decode(tf.placeholder(tf.float32, [None, 4]), True)  # finds SI104
