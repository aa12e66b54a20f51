"""The inner loop numbers its layers; the outer one makes them all again."""
import tensorflow as tf


def layer(x, name):
    with tf.variable_scope(name):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


for gpu in range(2):
    x = tf.placeholder(tf.float32, [None, 4])
    for number in range(3):
        x = layer(x, "layer_%d" % number)  # finds SI101
