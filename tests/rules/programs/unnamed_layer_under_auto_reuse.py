"""tf.layers.dense without a name is dense_1 in the second call, whatever the scope says."""
import tensorflow as tf


def model(x):
    return tf.layers.dense(x, 4)  # finds SI110


with tf.variable_scope("model", reuse=tf.AUTO_REUSE):  # finds SI110
    one = model(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
    two = model(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
