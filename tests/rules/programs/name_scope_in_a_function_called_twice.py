"""A function opens a name scope, and the same one each time."""
import tensorflow as tf


def layer(x):
    with tf.name_scope("layer"):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101 SI203


x = tf.placeholder(tf.float32, [None, 4])
layer(x)
layer(x)  # finds SI101
