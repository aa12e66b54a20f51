"""Sharing by hand: make the variables first, and hand them to every call.

It works: four variables serve both calls, and no scope is needed. But the filter no longer owns its
variables. Whoever calls it must know which ones it wants, what shapes they have and how to start them,
and a filter with another layer needs another dictionary. Variable scopes were made to spare us that.

Look for: four variables at the root, in no scope at all.
"""

import tensorflow as tf

filter_variables = {
    "conv1_weights": tf.Variable(tf.random_normal([5, 5, 32, 32]), name="conv1_weights"),
    "conv1_biases": tf.Variable(tf.zeros([32]), name="conv1_biases"),
    "conv2_weights": tf.Variable(tf.random_normal([5, 5, 32, 32]), name="conv2_weights"),
    "conv2_biases": tf.Variable(tf.zeros([32]), name="conv2_biases"),
}


def my_image_filter(images, variables):
    """Two convolutions that take their variables from a dictionary."""
    conv1 = tf.nn.conv2d(images, variables["conv1_weights"], strides=[1, 1, 1, 1], padding="SAME")
    relu1 = tf.nn.relu(conv1 + variables["conv1_biases"])
    conv2 = tf.nn.conv2d(relu1, variables["conv2_weights"], strides=[1, 1, 1, 1], padding="SAME")
    return tf.nn.relu(conv2 + variables["conv2_biases"])


image1 = tf.placeholder(tf.float32, [None, 64, 64, 32], name="image1")
image2 = tf.placeholder(tf.float32, [None, 64, 64, 32], name="image2")

result1 = my_image_filter(image1, filter_variables)
result2 = my_image_filter(image2, filter_variables)

names = [variable.op.name for variable in tf.global_variables()]
assert names == ["conv1_weights", "conv1_biases", "conv2_weights", "conv2_biases"]

print("variables:", *names)
