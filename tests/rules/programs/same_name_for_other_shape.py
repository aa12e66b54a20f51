"""Two layers of different sizes that ask for one name: no reuse can help."""
import tensorflow as tf


def dense(x, size):
    w = tf.get_variable("w", [int(x.shape[-1]), size])  # finds SI101
    return tf.matmul(x, w)


x = tf.placeholder(tf.float32, [None, 4])
hidden = dense(x, 8)
output = dense(hidden, 2)  # finds SI101
