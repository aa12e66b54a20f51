"""The second and the third call are two statements of one line, and a third statement there has nothing to do with it."""

import tensorflow as tf


def net(x):
    with tf.variable_scope("net"):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 4])
a = net(x)  # finds SI101
b = net(y); c = tf.get_variable("c", []); d = net(x + 1)  # finds SI101
