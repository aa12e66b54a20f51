"""Layers with names of their own."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
for number in range(12):
    with tf.variable_scope("layer_%d" % number):
        x = tf.nn.relu(tf.matmul(x, tf.get_variable("w", [4, 4])) + tf.get_variable("b", [4]))
