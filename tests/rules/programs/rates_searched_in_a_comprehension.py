"""A function builds a model and its optimizer, for each of some rates."""
import tensorflow as tf


def build(x, rate):
    w = tf.get_variable("w", [4, 1])  # finds SI101
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    return tf.train.AdamOptimizer(rate).minimize(loss)


x = tf.placeholder(tf.float32, [None, 4])
steps = [build(x, rate) for rate in [0.1, 0.01]]  # finds SI101
