"""One filter, two batches of images, one set of variables.

`tf.get_variable` asks the variable scope around it for a variable by name. The first call of the filter
finds none and makes all four. `scope.reuse_variables()` then switches reuse on for everything under
`image_filters`, so the second call is handed the same four.

Look for: four variables, each made once and reused once; `conv1` and `conv2` entered twice, the first
time with reuse False, the second time with reuse True, which they inherit from `image_filters`.
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

with tf.variable_scope("image_filters") as scope:
    result1 = my_image_filter(image1)
    scope.reuse_variables()
    result2 = my_image_filter(image2)

names = [variable.op.name for variable in tf.global_variables()]
assert names == [
    "image_filters/conv1/weights",
    "image_filters/conv1/biases",
    "image_filters/conv2/weights",
    "image_filters/conv2/biases",
]
assert len(tf.get_default_graph().get_operations()) == 40

print("variables:", *names)
