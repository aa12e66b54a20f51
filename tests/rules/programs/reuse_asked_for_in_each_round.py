"""One statement calls the function in each round, and asks for reuse from the first on."""
import tensorflow as tf


def net(x, reuse):
    with tf.variable_scope("net", reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104


x = tf.placeholder(tf.float32, [None, 4])
for _ in range(2):
    net(x, reuse=True)  # finds SI104
