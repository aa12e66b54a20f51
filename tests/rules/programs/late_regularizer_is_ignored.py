"""The regularizer is given in the second pass only."""
import tensorflow as tf


def penalty(w):
    return tf.reduce_sum(tf.square(w))


with tf.variable_scope("layer"):
    w = tf.get_variable("w", [4])  # finds SI109
with tf.variable_scope("layer", reuse=True):
    w = tf.get_variable("w", [4], regularizer=penalty)  # finds SI109
