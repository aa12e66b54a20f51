"""As in many a GAN, with the flag on where nobody gives it: the first call finds nothing."""

import tensorflow as tf


def generator(z, reuse=True):
    with tf.variable_scope("generator") as scope:
        if reuse:
            scope.reuse_variables()  # finds SI104
        return tf.matmul(z, tf.get_variable("w", [10, 1]))  # finds SI104


z = tf.placeholder(tf.float32, [4, 10])
fake = generator(z)  # finds SI104
sample = generator(z, reuse=True)
