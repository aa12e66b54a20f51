"""The second of the two errors: reuse is True, and there is no such variable.

Where reuse is True, `tf.get_variable` only ever looks for a variable that exists and never makes one.
The training half below makes the layer under `image_filters`. The evaluation half wants the same layer
and misspells its scope, so it is refused with a ValueError, which ends this script. Without reuse=True
the slip would have gone unnoticed: evaluation would have had a fresh, untrained layer of its own.

Look for: the name that was asked for, beside the names that exist.
"""

import tensorflow as tf


def conv_relu(images, kernel_shape, bias_shape):
    """One layer. The scope around the call decides what its variables are called."""
    weights = tf.get_variable("weights", kernel_shape, initializer=tf.random_normal_initializer())
    biases = tf.get_variable("biases", bias_shape, initializer=tf.constant_initializer(0.0))
    conv = tf.nn.conv2d(images, weights, strides=[1, 1, 1, 1], padding="SAME")
    return tf.nn.relu(conv + biases)


training_images = tf.placeholder(tf.float32, [None, 64, 64, 32], name="training_images")
evaluation_images = tf.placeholder(tf.float32, [None, 64, 64, 32], name="evaluation_images")

with tf.variable_scope("image_filters"):
    trained = conv_relu(training_images, [5, 5, 32, 32], [32])
assert len(tf.global_variables()) == 2

with tf.variable_scope("image_filter", reuse=True):
    evaluated = conv_relu(evaluation_images, [5, 5, 32, 32], [32])  # ValueError: ... does not exist, ...
