"""The second layer of a stack is made by the function of the first, on what that computed."""
import tensorflow as tf


def layer(x, size):
    w = tf.get_variable("w", [x.shape[1], size])  # finds SI101
    return tf.matmul(x, w)


x = tf.placeholder(tf.float32, [None, 4])
h = tf.nn.relu(layer(x, 4))
h = tf.nn.dropout(h, 0.5)
scores = layer(h, 4)  # finds SI101
