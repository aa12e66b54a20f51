"""Layers whose weights are computed from others, stacked."""
import tensorflow as tf


def layer(x):
    v = tf.Variable(tf.random_normal([4, 4]), name="v")
    g = tf.Variable(tf.ones([4]), name="g")
    w = v * g / tf.sqrt(tf.reduce_sum(tf.square(v), 0))
    return tf.nn.relu(tf.matmul(x, w))


x = tf.placeholder(tf.float32, [None, 4])
one = layer(x)
two = layer(one)
three = layer(two)
