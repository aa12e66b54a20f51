"""A scope's name with a space in it."""
import tensorflow as tf

for layer in ["conv 1", "conv 2"]:
    with tf.variable_scope(layer):  # finds SI902
        w = tf.get_variable("w", [3, 3])
