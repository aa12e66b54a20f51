"""Keras layers that are made where they are called, in a function that is called twice."""
import tensorflow as tf


def tower(x):
    layer = tf.keras.layers.Dense(4)
    return layer(x)


one = tower(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
two = tower(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
