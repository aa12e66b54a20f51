"""The filter of the tutorial with name scopes, called twice: its parts have the same names."""
import tensorflow as tf


def my_image_filter(images):
    with tf.name_scope("conv1"):
        weights = tf.Variable(tf.random_normal([5, 5, 3, 3], stddev=0.1), name="weights")
        images = tf.nn.conv2d(images, weights, strides=[1, 1, 1, 1], padding="SAME")
    with tf.name_scope("conv2"):
        weights = tf.Variable(tf.truncated_normal([5, 5, 3, 2], 0.0, 0.1), name="weights")
        biases = tf.Variable(tf.constant(0.1, shape=[2]))
        return tf.nn.conv2d(images, weights, strides=[1, 1, 1, 1], padding="SAME") + biases


result1 = my_image_filter(tf.placeholder(tf.float32, [None, 8, 8, 3]))  # finds SI102
result2 = my_image_filter(tf.placeholder(tf.float32, [None, 8, 8, 3]))  # finds SI102
