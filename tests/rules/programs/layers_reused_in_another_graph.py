"""Layers under reuse in a second graph."""
import tensorflow as tf


def classifier(images):
    return tf.layers.dense(images, 3, name="scores")  # finds SI104


with tf.Graph().as_default():
    train = classifier(tf.placeholder(tf.float32, [32, 8]))  # finds SI104

with tf.Graph().as_default(), tf.variable_scope("", reuse=True):  # finds SI104
    test = classifier(tf.placeholder(tf.float32, [1, 8]))
