"""A later part of the model needs a variable of its own, and the root scope is in reuse mode."""
import tensorflow as tf


def encoder(x):
    with tf.variable_scope("encoder"):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))


one = encoder(tf.placeholder(tf.float32, [None, 4]))
tf.get_variable_scope().reuse_variables()  # finds SI107
two = encoder(tf.placeholder(tf.float32, [None, 4]))
with tf.variable_scope("head"):
    w = tf.get_variable("w", [8, 2])  # finds SI104 SI107
