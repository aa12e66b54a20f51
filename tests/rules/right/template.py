"""make_template shares what it makes."""
import tensorflow as tf


def layer(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))


shared = tf.make_template("layer", layer)
one = shared(tf.placeholder(tf.float32, [None, 4]))
two = shared(tf.placeholder(tf.float32, [None, 4]))
