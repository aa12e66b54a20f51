"""A function is called again with another initializer, which none of its three layers heeds."""

import tensorflow as tf


def net(x, initializer):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        for number in range(2):
            x = tf.layers.dense(x, 4, kernel_initializer=initializer, name="layer_%d" % number)  # finds SI109
        return tf.matmul(x, tf.get_variable("w", [4, 4], initializer=initializer))  # finds SI109


train = net(tf.placeholder(tf.float32, [None, 4]), tf.random_normal_initializer(stddev=0.1))
test = net(tf.placeholder(tf.float32, [None, 4]), tf.zeros_initializer())  # finds SI109
