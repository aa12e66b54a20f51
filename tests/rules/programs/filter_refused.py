"""The tutorial again, with get_variable and without reuse."""
import tensorflow as tf


def my_image_filter(images):
    with tf.variable_scope("conv1"):
        weights = tf.get_variable("weights", [5, 5, 3, 3])  # finds SI101
        return tf.nn.conv2d(images, weights, strides=[1, 1, 1, 1], padding="SAME")


result1 = my_image_filter(tf.placeholder(tf.float32, [None, 8, 8, 3]))
result2 = my_image_filter(tf.placeholder(tf.float32, [None, 8, 8, 3]))  # finds SI101
