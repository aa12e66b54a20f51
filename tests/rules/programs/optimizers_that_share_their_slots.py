"""Two optimizers under AUTO_REUSE: the second gets the slots of the first, and both add up there what they have seen."""
import tensorflow as tf


def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        return tf.reduce_mean(tf.matmul(x, tf.get_variable("w", [4, 2])))


x = tf.placeholder(tf.float32, [None, 4])
fast = tf.train.AdamOptimizer(0.01).minimize(net(x))  # finds SI106
with tf.variable_scope("", reuse=tf.AUTO_REUSE):
    slow = tf.train.AdamOptimizer(0.001).minimize(net(x))  # finds SI106
