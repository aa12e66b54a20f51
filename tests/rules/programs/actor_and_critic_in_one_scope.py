"""Two functions that ask for one name in a scope around both: neither opens one of its own, by which they could differ."""
import tensorflow as tf


def actor(states):
    return tf.matmul(states, tf.get_variable("w", [4, 4]))


def critic(states):
    return tf.matmul(states, tf.get_variable("w", [4, 4]))  # finds SI101


states = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("agent"):
    actions = actor(states)
    values = critic(states)  # finds SI101
