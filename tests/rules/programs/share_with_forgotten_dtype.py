"""Made in double precision, and asked for without saying so."""
import tensorflow as tf

with tf.variable_scope("layer"):
    w = tf.get_variable("w", [4], dtype=tf.float64)
with tf.variable_scope("layer", reuse=True):
    w = tf.get_variable("w", [4])  # finds SI105
