"""An idiom of old: ask, and if it exists, share."""
import tensorflow as tf


def layer(x):
    with tf.variable_scope("layer") as scope:
        try:
            w = tf.get_variable("w", [4, 4])
        except ValueError:
            scope.reuse_variables()
            w = tf.get_variable("w", [4, 4])
        return tf.matmul(x, w)


one = layer(tf.placeholder(tf.float32, [None, 4]))
two = layer(tf.placeholder(tf.float32, [None, 4]))
