"""variable_scope(None, default_name=…) opens a new scope each time."""
import tensorflow as tf


def block(x):
    with tf.variable_scope(None, default_name="block"):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))


one = block(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
two = block(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
