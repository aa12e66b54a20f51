"""A tower for each device makes its own input: no round reads what the round before computed, but for the sum."""
import tensorflow as tf


def inference(x):
    with tf.variable_scope("fc"):
        return tf.matmul(x, tf.get_variable("w", [10, 2]))


total = tf.constant(0.0)
for i in range(2):
    with tf.device("/cpu:0"):
        with tf.name_scope("tower_%d" % i):
            x = tf.random_uniform([8, 10])
            total = total + tf.reduce_mean(inference(x))  # finds SI101
