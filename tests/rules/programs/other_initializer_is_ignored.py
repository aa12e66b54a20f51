"""The second request asks for ones, and gets the zeros of the first."""
import tensorflow as tf

with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
    w = tf.get_variable("w", [4], initializer=tf.zeros_initializer())  # finds SI109
with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
    w = tf.get_variable("w", [4], initializer=tf.ones_initializer())  # finds SI109
