"""A second pass over numbered scopes, written out below the first: it is to share, and its numbers are right."""

import tensorflow as tf


def layer(x):
    return tf.matmul(x, tf.get_variable("weights", [4, 4]))  # finds SI101


train = tf.placeholder(tf.float32, [None, 4])
for number in range(2):
    with tf.variable_scope("layer_%d" % number):
        train = layer(train)  # finds SI101
test = tf.placeholder(tf.float32, [None, 4])
for number in range(2):
    with tf.variable_scope("layer_%d" % number):
        test = layer(test)  # finds SI101
