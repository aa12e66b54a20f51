"""A GAN asks for its discriminator in reuse mode first, by a flag on which a scope is switched."""

import tensorflow as tf


def linear(x, size, name):
    with tf.variable_scope(name):
        return tf.matmul(x, tf.get_variable("w", [8, size]))  # finds SI104


def discriminator(x, reuse=False):
    with tf.variable_scope("discriminator") as scope:
        if reuse:
            scope.reuse_variables()  # finds SI104
        return linear(x, 1, "h0")


fake = discriminator(tf.placeholder(tf.float32, [None, 8]), reuse=True)  # finds SI104
real = discriminator(tf.placeholder(tf.float32, [None, 8]))
