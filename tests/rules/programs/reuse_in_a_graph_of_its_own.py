"""Training and evaluation have a graph each, and the second asks for the variables of the first."""
import tensorflow as tf


def classifier(images, reuse=None):
    with tf.variable_scope("classifier", reuse=reuse):
        weights = tf.get_variable("weights", [8, 3])  # finds SI104
        return tf.matmul(images, weights)


with tf.Graph().as_default():
    train = classifier(tf.placeholder(tf.float32, [32, 8]))  # finds SI104

with tf.Graph().as_default():
    test = classifier(tf.placeholder(tf.float32, [1, 8]), reuse=True)  # finds SI104
