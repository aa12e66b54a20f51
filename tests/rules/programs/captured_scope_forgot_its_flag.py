"""The scope object was kept before reuse was switched on elsewhere; it keeps its own flag."""
import tensorflow as tf

with tf.variable_scope("model") as scope:
    w = tf.get_variable("w", [4])  # finds SI101
with tf.variable_scope("other", reuse=True):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [4])  # finds SI101
