"""AUTO_REUSE makes what it doesn't find: `biasses`."""
import tensorflow as tf


def layer(x, training):
    with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):  # finds SI108
        weights = tf.get_variable("weights", [4, 4])
        biases = tf.get_variable("biases" if training else "biasses", [4])  # finds SI108
        return tf.matmul(x, weights) + biases


x = tf.placeholder(tf.float32, [None, 4])
train = layer(x, training=True)
test = layer(x, training=False)
