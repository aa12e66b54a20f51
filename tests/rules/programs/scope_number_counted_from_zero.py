"""As in a pix2pix: the encoder's loop counts from the wrong number on, and its layers are of other sizes."""

import tensorflow as tf


def layer(x, size):
    with tf.variable_scope("dense"):
        weights = tf.get_variable("weights", [int(x.shape[1]), size])  # finds SI101
        return tf.matmul(x, weights)


layers = []
with tf.variable_scope("generator"):
    with tf.variable_scope("encoder_1"):
        layers.append(layer(tf.placeholder(tf.float32, [None, 4]), 8))  # finds SI101
    with tf.variable_scope("encoder_2"):
        layers.append(layer(layers[-1], 8))
    for i, size in enumerate((6, 2)):
        with tf.variable_scope(f"encoder_{i + 1}"):  # finds SI101
            layers.append(layer(layers[-1], size))  # finds SI101
tf.identity(layers[-1])
