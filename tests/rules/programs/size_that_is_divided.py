"""Written for Python 2, where / of two whole numbers gave a whole one."""
import tensorflow as tf

UNITS = 7


def layer(x):
    w = tf.get_variable("w", [4, UNITS/2], initializer=tf.zeros_initializer())  # finds SI113
    return tf.matmul(x, w)


y = layer(tf.placeholder(tf.float32, [None, 4]))
