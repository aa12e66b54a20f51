"""Heads on one input, made in a loop."""
import tensorflow as tf


def head(x):
    return tf.matmul(x, tf.Variable(tf.random_normal([8, 2]), name="head"))


x = tf.placeholder(tf.float32, [None, 8])
outputs = tf.concat([head(x) for _ in range(4)], 1)
