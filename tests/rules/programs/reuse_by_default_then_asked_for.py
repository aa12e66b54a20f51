"""The flag is on where nobody gives it, and the first call, which is to make everything, does not; the second shares."""
import tensorflow as tf


def generator(z, reuse=True):
    with tf.variable_scope("generator", reuse=reuse):  # finds SI104
        return tf.matmul(z, tf.get_variable("w", [10, 1]))  # finds SI104


z = tf.placeholder(tf.float32, [4, 10])
fake = generator(z)  # finds SI104
sample = generator(z, reuse=True)
