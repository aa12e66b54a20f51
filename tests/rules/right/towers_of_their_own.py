"""Two towers in scopes of their own: two sets are meant."""
import tensorflow as tf


def tower(x, name):
    with tf.variable_scope(name):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))


left = tower(tf.placeholder(tf.float32, [None, 4]), "left")
right = tower(tf.placeholder(tf.float32, [None, 4]), "right")
