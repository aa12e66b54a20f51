"""The second line was copied from another layer."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("first"):
    first = tf.matmul(x, tf.get_variable("weights", shape=[4, 3]))
with tf.variable_scope("first", reuse=True):
    second = tf.matmul(x, tf.get_variable("weights", shape=(4, 2)))  # finds SI105
