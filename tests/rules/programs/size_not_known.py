"""A placeholder whose last size is None, and a layer that takes its weights' shape from it."""
import tensorflow as tf


def dense(x, units, name):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [x.get_shape()[1], units])  # finds SI113
        b = tf.get_variable("b", [units], initializer=tf.constant_initializer(0.1))
        return tf.matmul(x, w) + b


x = tf.placeholder(tf.float32, [None, None])
h = dense(x, 10, "h1")
