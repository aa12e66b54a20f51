"""A function that returns its loss and its training step, called again in a scope that shares."""
import tensorflow as tf


def build(x):
    loss = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))
    return loss, tf.train.AdamOptimizer(0.1).minimize(loss)  # finds SI106


loss, train = build(tf.placeholder(tf.float32, [None, 4]))
with tf.variable_scope(tf.get_variable_scope(), reuse=True):  # finds SI106
    test_loss, _ = build(tf.placeholder(tf.float32, [None, 4]))
