"""The head is shared as its author wished; the encoder's scope has a default name only, and so is new in each pass."""
import tensorflow as tf


def encoder(x, scope=None):
    with tf.variable_scope(scope, default_name="encoder"):
        with tf.variable_scope("layer"):
            return tf.layers.dense(x, 4)  # finds SI110


def model(x):
    hidden = encoder(x)
    with tf.variable_scope("head"):
        return tf.matmul(hidden, tf.get_variable("w", [4, 1]))


train = model(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):  # finds SI110
    test = model(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
