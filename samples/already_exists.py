"""The first of the two errors: the variable exists, and nobody said that it may be reused.

Both calls of the filter open the scope `conv1` and ask it for `weights`. Reuse is False, so
`tf.get_variable` only ever makes new variables: the first call makes `conv1/weights`, and the second is
refused with a ValueError, which ends this script. It is TensorFlow's guard against sharing by accident.

Look for: the line that made `conv1/weights`, and the call that asked for it again.
`shared_filter.py` shows the remedy.
"""

import tensorflow as tf


def conv_relu(images, kernel_shape, bias_shape):
    """One layer. The scope around the call decides what its variables are called."""
    weights = tf.get_variable("weights", kernel_shape, initializer=tf.random_normal_initializer())
    biases = tf.get_variable("biases", bias_shape, initializer=tf.constant_initializer(0.0))
    conv = tf.nn.conv2d(images, weights, strides=[1, 1, 1, 1], padding="SAME")
    return tf.nn.relu(conv + biases)


def my_image_filter(images):
    """Two layers, told apart by their variable scopes."""
    with tf.variable_scope("conv1"):
        relu1 = conv_relu(images, [5, 5, 32, 32], [32])
    with tf.variable_scope("conv2"):
        return conv_relu(relu1, [5, 5, 32, 32], [32])


image1 = tf.placeholder(tf.float32, [None, 64, 64, 32], name="image1")
image2 = tf.placeholder(tf.float32, [None, 64, 64, 32], name="image2")

result1 = my_image_filter(image1)
assert len(tf.global_variables()) == 4

result2 = my_image_filter(image2)  # ValueError: Variable conv1/weights already exists, disallowed. ...
