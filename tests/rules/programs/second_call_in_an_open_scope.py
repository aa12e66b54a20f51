"""A siamese net: both calls are in one scope, of which no part is to be called so again."""
import tensorflow as tf


def network(x):
    return tf.matmul(x, tf.get_variable("weights", [4, 2]))  # finds SI101


with tf.variable_scope("siamese"):
    left = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI101
    right = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI101
