"""The name is misspelt where it is shared."""
import tensorflow as tf

with tf.variable_scope("layer"):
    weights = tf.get_variable("weights", [4, 4])  # finds SI104
with tf.variable_scope("layer", reuse=True):  # finds SI104
    weights = tf.get_variable("weigths", [4, 4])  # finds SI104
