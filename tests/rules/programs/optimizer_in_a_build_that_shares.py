"""A build that makes its optimizer, twice under AUTO_REUSE: two optimizers with one set of slots."""
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4])
    with tf.variable_scope("net"):
        loss = tf.reduce_mean(tf.matmul(x, tf.get_variable("w", [4, 2])))
    return loss, tf.train.AdamOptimizer(0.001).minimize(loss)  # finds SI106


loss, train = build()
with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):
    test_loss, _ = build()
