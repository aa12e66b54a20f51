"""The first pass was in a scope, the second is not."""
import tensorflow as tf


def model(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104


x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("model"):
    model(x)
with tf.variable_scope(tf.get_variable_scope(), reuse=True):  # finds SI104
    model(x)
