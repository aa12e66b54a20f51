"""Slim layers with scopes of their own, and no reuse in the second call."""
import tensorflow as tf
slim = tf.contrib.slim


def features(images):
    net = slim.conv2d(images, 8, [3, 3], scope="conv1")  # finds SI101
    net = slim.max_pool2d(net, [2, 2], scope="pool1")
    return slim.fully_connected(slim.flatten(net), 16, scope="fc")


left = features(tf.placeholder(tf.float32, [2, 8, 8, 3]))
right = features(tf.placeholder(tf.float32, [2, 8, 8, 3]))  # finds SI101
