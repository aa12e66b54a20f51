"""A second optimizer for the variables of the first: its slots would have the names of those that are there."""
import tensorflow as tf


def net(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.reduce_mean(tf.matmul(x, tf.get_variable("w", [4, 2])))


x = tf.placeholder(tf.float32, [None, 4])
fast = tf.train.AdamOptimizer(0.01).minimize(net(x))  # finds SI101
optimizer = tf.train.AdamOptimizer()
slow = optimizer.minimize(net(x, reuse=True))  # finds SI101
