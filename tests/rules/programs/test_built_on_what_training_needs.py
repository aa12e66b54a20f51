"""The first pass shares, and those below work on what it made: they can't stand above it, nor all be without reuse."""
import tensorflow as tf


def net(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104


first = net(tf.placeholder(tf.float32, [None, 4]), True)  # finds SI104
second = net(tf.nn.relu(first))
third = net(tf.nn.relu(second), False)
