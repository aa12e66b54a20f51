"""The function gives its flag to one of the scopes that it opens, and not to the two others; one is in another."""

import tensorflow as tf


def net(x, reuse):
    with tf.variable_scope("hidden"):  # finds SI101
        x = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101
    with tf.variable_scope("middle", reuse=reuse):
        x = tf.matmul(x, tf.get_variable("w", [4, 4]))
    with tf.variable_scope("last"):
        with tf.variable_scope("inner"):
            return tf.matmul(x, tf.get_variable("w", [4, 4]))


train = net(tf.placeholder(tf.float32, [None, 4]), reuse=None)
test = net(tf.placeholder(tf.float32, [None, 4]), reuse=True)  # finds SI101
