"""A function that makes Keras layers and is called for each of two inputs."""
import tensorflow as tf


def tower(x):
    x = tf.keras.layers.Dense(8, activation="relu")(x)
    return tf.keras.layers.Dense(2)(x)


left = tower(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
right = tower(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
distance = tf.reduce_sum(tf.square(left - right))
