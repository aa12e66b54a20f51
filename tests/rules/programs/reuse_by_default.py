"""A flag that is on where nobody gives it, so that nothing is ever made."""
import tensorflow as tf


def generator(z, reuse=True):
    with tf.variable_scope("generator", reuse=reuse):  # finds SI104
        return tf.layers.dense(z, 8, name="fc1")  # finds SI104


z = tf.placeholder(tf.float32, [None, 4])
sample = generator(z)
