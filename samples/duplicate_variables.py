"""Calling a layer function twice makes its variables twice.

`tf.Variable` makes a new variable each time its line runs. The filter below runs for two batches of
images, and we meant one filter: four variables. TensorFlow makes eight, and tells the second four
apart by adding `_1` to their names. Nothing fails; the second filter is simply another, untrained one.

Look for: every name appears twice, once plain and once with `_1`.
`shared_filter.py` is the same model with its variables shared.
"""

import tensorflow as tf


def my_image_filter(images):
    """Two convolutions, each followed by a bias and a rectifier."""
    conv1_weights = tf.Variable(tf.random_normal([5, 5, 32, 32]), name="conv1_weights")
    conv1_biases = tf.Variable(tf.zeros([32]), name="conv1_biases")
    conv1 = tf.nn.conv2d(images, conv1_weights, strides=[1, 1, 1, 1], padding="SAME")
    relu1 = tf.nn.relu(conv1 + conv1_biases)

    conv2_weights = tf.Variable(tf.random_normal([5, 5, 32, 32]), name="conv2_weights")
    conv2_biases = tf.Variable(tf.zeros([32]), name="conv2_biases")
    conv2 = tf.nn.conv2d(relu1, conv2_weights, strides=[1, 1, 1, 1], padding="SAME")
    return tf.nn.relu(conv2 + conv2_biases)


image1 = tf.placeholder(tf.float32, [None, 64, 64, 32], name="image1")
image2 = tf.placeholder(tf.float32, [None, 64, 64, 32], name="image2")

result1 = my_image_filter(image1)
result2 = my_image_filter(image2)

names = [variable.op.name for variable in tf.global_variables()]
first_call, second_call = names[:4], names[4:]
assert first_call == ["conv1_weights", "conv1_biases", "conv2_weights", "conv2_biases"]
assert second_call == [name + "_1" for name in first_call]
assert len(tf.get_default_graph().get_operations()) == 66

print("variables:", *names)
