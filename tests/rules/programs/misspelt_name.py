"""A slip of the fingers in a name of TensorFlow's."""
import tensorflow as tf

with tf.variable_scope("layer"):
    w = tf.get_varible("w", [4, 4])  # finds SI902
