"""The second pass is in half precision."""
import tensorflow as tf

with tf.variable_scope("layer"):
    w = tf.get_variable("w", [4], dtype=tf.float32)  # finds SI105
with tf.variable_scope("layer", reuse=True):  # finds SI105
    w = tf.get_variable("w", [4], dtype=tf.float64)  # finds SI105
