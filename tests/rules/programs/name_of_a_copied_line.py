"""A line was copied, and its name with it."""
import tensorflow as tf


def critic(state, action):
    with tf.variable_scope("critic"):
        w_state = tf.get_variable("w_state", [4, 8])  # finds SI101
        w_action = tf.get_variable("w_state", [2, 8])  # finds SI101
        return tf.matmul(state, w_state) + tf.matmul(action, w_action)


critic(tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 2]))
