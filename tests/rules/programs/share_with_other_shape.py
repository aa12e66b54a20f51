"""The second input is wider than the first."""
import tensorflow as tf


def layer(x):
    with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
        return tf.matmul(x, tf.get_variable("w", [int(x.shape[1]), 2]))  # finds SI105


layer(tf.placeholder(tf.float32, [None, 4]))  # finds SI105
layer(tf.placeholder(tf.float32, [None, 6]))  # finds SI105
