"""A variable in the body of a while_loop, under a scope in reuse mode that never had it."""
import tensorflow as tf


def body(i, x):
    with tf.variable_scope("loop", reuse=True):  # finds SI104
        w = tf.get_variable("w", [4, 4])  # finds SI104
    return i + 1, tf.matmul(x, w)


tf.while_loop(lambda i, x: i < 3, body, [tf.constant(0), tf.placeholder(tf.float32, [2, 4])])
