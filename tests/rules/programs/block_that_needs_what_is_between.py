"""Blocks of one scope in the wrong order, where the one that makes it works on what the other one computed."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("net", reuse=True):  # finds SI104
    w = tf.get_variable("w", [4, 4])  # finds SI104
    hidden = tf.matmul(x, w)
with tf.variable_scope("net"):
    w = tf.get_variable("w", [4, 4])
    score = tf.matmul(hidden, w)
