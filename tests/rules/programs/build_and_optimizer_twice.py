"""A build that makes its optimizer, called twice: what is to be shared is not all of it."""
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4])
    with tf.variable_scope("net"):
        loss = tf.reduce_mean(tf.matmul(x, tf.get_variable("w", [4, 2])))  # finds SI101
    train = tf.train.AdamOptimizer(0.001).minimize(loss)
    return loss, train


loss, train = build()  # finds SI101
other_loss, other_train = build()  # finds SI101
