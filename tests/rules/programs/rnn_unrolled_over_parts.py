"""The same, over the parts of a tensor."""
import tensorflow as tf


def cell(x, state):
    with tf.variable_scope("cell"):
        weights = tf.get_variable("weights", [8, 4])  # finds SI101
        return tf.tanh(tf.matmul(tf.concat([x, state], 1), weights))


state = tf.zeros([2, 4])
for x in tf.unstack(tf.placeholder(tf.float32, [2, 5, 4]), axis=1):
    state = cell(x, state)  # finds SI101
