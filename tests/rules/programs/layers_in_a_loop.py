"""A stack of layers in a loop, all asking for the same name."""
import tensorflow as tf


def layer(x, size):
    w = tf.get_variable("w", [int(x.shape[-1]), size])  # finds SI101
    return tf.nn.relu(tf.matmul(x, w))


x = tf.placeholder(tf.float32, [None, 4])
for size in [8, 6, 2]:
    x = layer(
        x,
        size,
    )  # finds SI101
