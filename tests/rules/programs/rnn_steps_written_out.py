"""The same, each step on a line of its own."""
import tensorflow as tf


def cell(x, state):
    w = tf.Variable(tf.random_normal([4, 4]), name="w")
    u = tf.Variable(tf.random_normal([4, 4]), name="u")
    return tf.tanh(tf.matmul(x, w) + tf.matmul(state, u))


x0, x1, x2 = (tf.placeholder(tf.float32, [2, 4]) for _ in range(3))
state = cell(x0, tf.zeros([2, 4]))  # finds SI112
state = cell(x1, state)  # finds SI112
state = cell(x2, state)
