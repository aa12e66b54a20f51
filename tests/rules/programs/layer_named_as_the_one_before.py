"""A layer with the name of another, above one with a name of its own: that one is not to share anything."""
import tensorflow as tf


def layer(x, name):
    with tf.variable_scope(name):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
first = layer(x, "first")  # finds SI101
second = layer(first, "first")  # finds SI101
third = layer(second, "third")
