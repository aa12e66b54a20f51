"""Two calls of one function in one statement."""
import tensorflow as tf


def encoder(x):
    w = tf.get_variable("w", [4, 2])  # finds SI101
    return tf.matmul(x, w)


one, two = encoder(tf.placeholder(tf.float32, [None, 4])), encoder(tf.placeholder(tf.float32, [None, 4]))  # finds SI101
loss = tf.reduce_sum(tf.square(one - two))
