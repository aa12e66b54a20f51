"""A second layer that was copied with the scope of the first, and with reuse: nothing has its size."""
import tensorflow as tf


def layer(x, size, scope, reuse):
    with tf.variable_scope(scope, reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [x.shape.as_list()[1], size]))  # finds SI105


hidden = layer(tf.placeholder(tf.float32, [None, 8]), 4, "layer", reuse=False)  # finds SI105
score = layer(hidden, 2, "layer", reuse=True)  # finds SI105
