"""tf.Variable for training and validation, in name scopes that get_variable leaves out of its names."""

import tensorflow as tf


def model(x):
    w = tf.Variable(tf.zeros([4, 1]), name="w")  # finds SI110
    return tf.matmul(x, w)


with tf.name_scope("train"), tf.variable_scope("model"):
    model(tf.placeholder(tf.float32, [None, 4]))
with tf.name_scope("valid"), tf.variable_scope("model", reuse=True):  # finds SI110
    model(tf.placeholder(tf.float32, [None, 4]))
