"""The scope inside is misspelt in the second pass."""
import tensorflow as tf


def model(x, inner):
    with tf.variable_scope("model", reuse=tf.AUTO_REUSE):  # finds SI108
        x = tf.matmul(x, tf.get_variable("embedding", [4, 4]))
        with tf.variable_scope(inner):
            return tf.matmul(x, tf.get_variable("weights", [4, 2]))  # finds SI108


x = tf.placeholder(tf.float32, [None, 4])
model(x, "output")
model(x, "ouptut")
