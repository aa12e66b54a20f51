"""Entered again, the scope counts layers without names anew: they are shared."""
import tensorflow as tf


def model(x):
    with tf.variable_scope("model", reuse=tf.AUTO_REUSE):
        return tf.layers.dense(tf.layers.dense(x, 4), 4)


one = model(tf.placeholder(tf.float32, [None, 4]))
two = model(tf.placeholder(tf.float32, [None, 4]))
