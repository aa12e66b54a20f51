"""Layers of a stack, each on what was made in its round of the result of the one before."""
import tensorflow as tf


def layer(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))


x = tf.placeholder(tf.float32, [None, 4])
for _ in range(3):
    h = tf.nn.l2_normalize(x, 1)
    x = x + layer(h)  # finds SI101
