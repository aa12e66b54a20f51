"""A whole build, inputs included, called twice: tf.Variable makes its own again, before get_variable is refused."""
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4])
    weights = tf.Variable(tf.zeros([4, 8]), name="weights")
    hidden = tf.matmul(x, weights)
    with tf.variable_scope("net"):
        out = tf.get_variable("out", [8, 2])  # finds SI101
    return x, tf.matmul(hidden, out)


x, score = build()  # finds SI101 SI102
other_x, other_score = build()  # finds SI101 SI102
