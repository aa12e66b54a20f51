"""Reuse was switched on for the root scope, and Adam can't make its slots."""
import tensorflow as tf


def discriminator(x):
    return tf.matmul(x, tf.get_variable("d_w", [8, 1]))


real = discriminator(tf.placeholder(tf.float32, [None, 8]))
tf.get_variable_scope().reuse_variables()  # finds SI106
fake = discriminator(tf.placeholder(tf.float32, [None, 8]))
loss = tf.reduce_mean(real) - tf.reduce_mean(fake)
train = tf.train.AdamOptimizer(1e-3).minimize(loss)  # finds SI106
