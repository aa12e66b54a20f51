"""Layers of one size in a loop, all by one name."""
import tensorflow as tf


def layer(x):
    return tf.nn.relu(tf.matmul(x, tf.get_variable("weights", [4, 4])))  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
for _ in range(3):
    x = layer(x)  # finds SI101
