"""An encoder numbers its scopes by the layers it has, and the first layer has a number already."""

import tensorflow as tf


def layer(x, size):
    with tf.variable_scope("dense"):
        weights = tf.get_variable("weights", [int(x.shape[1]), size])  # finds SI101
        return tf.matmul(x, weights)


layers = []
with tf.variable_scope("encoder_1"):
    layers.append(layer(tf.placeholder(tf.float32, [None, 4]), 4))  # finds SI101
for size in (4, 8):
    with tf.variable_scope("encoder_%d" % len(layers)):  # finds SI101
        layers.append(layer(layers[-1], size))  # finds SI101
tf.identity(layers[-1])
