"""An unrolled cell that makes new weights at each step."""
import tensorflow as tf


def cell(x, state):
    weights = tf.Variable(tf.random_normal([8, 4]), name="weights")
    return tf.tanh(tf.matmul(tf.concat([x, state], 1), weights))


inputs = [tf.placeholder(tf.float32, [2, 4]) for _ in range(5)]
state = tf.zeros([2, 4])
for x in inputs:
    state = cell(x, state)  # finds SI112
