"""Two functions open the scope "features", and both call it so: what is in it is likelier meant to be one."""
import tensorflow as tf


def actor(states):
    with tf.variable_scope("features"):
        return tf.matmul(states, tf.get_variable("w", [4, 4]))


def critic(states):
    with tf.variable_scope("features"):
        return tf.matmul(states, tf.get_variable("w", [4, 4]))  # finds SI101


states = tf.placeholder(tf.float32, [None, 4])
actions = actor(states)
values = critic(states)  # finds SI101
