"""A Keras layer doesn't look at the scope's reuse."""
import tensorflow as tf


def model(x):
    return tf.keras.layers.Dense(4)(x)  # finds SI110


with tf.variable_scope("model"):
    one = model(tf.placeholder(tf.float32, [None, 4]))
with tf.variable_scope("model", reuse=True):  # finds SI110
    two = model(tf.placeholder(tf.float32, [None, 4]))
