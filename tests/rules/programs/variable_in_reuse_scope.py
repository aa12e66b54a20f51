"""tf.Variable in a scope in reuse mode is new all the same."""
import tensorflow as tf


def layer(x):
    return tf.matmul(x, tf.Variable(tf.random_normal([4, 4]), name="w"))  # finds SI110


with tf.variable_scope("layer"):
    one = layer(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
with tf.variable_scope("layer", reuse=True):  # finds SI110
    two = layer(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
