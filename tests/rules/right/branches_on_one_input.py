"""Branches of an Inception block: helpers on one input, then on each branch."""
import tensorflow as tf


def conv(x, size):
    w = tf.Variable(tf.random_normal([size, size, int(x.shape[3]), 4]), name="w")
    return tf.nn.relu(tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME"))


x = tf.placeholder(tf.float32, [None, 8, 8, 4])
one = conv(x, 1)
three = conv(conv(x, 1), 3)
five = conv(conv(conv(x, 1), 3), 3)
x = tf.concat([one, three, five], 3)
