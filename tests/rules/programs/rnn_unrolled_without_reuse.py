"""A recurrent cell of get_variable, unrolled over the steps of a sequence."""
import tensorflow as tf


def cell(x, state):
    with tf.variable_scope("cell"):
        weights = tf.get_variable("weights", [8, 4])  # finds SI101
        return tf.tanh(tf.matmul(tf.concat([x, state], 1), weights))


inputs = tf.placeholder(tf.float32, [2, 5, 4])
state = tf.zeros([2, 4])
for step in range(5):
    state = cell(inputs[:, step], state)  # finds SI101
