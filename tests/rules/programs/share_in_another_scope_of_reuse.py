"""A second use asks for the shared table with another number of rows, and the flag is handed in."""
import tensorflow as tf


def table(rows, reuse=None):
    with tf.variable_scope("words", reuse=reuse):
        return tf.get_variable("table", [rows, 8])  # finds SI105


encoder = tf.nn.embedding_lookup(table(100), tf.placeholder(tf.int32, [None]))
decoder = tf.nn.embedding_lookup(table(120, reuse=True), tf.placeholder(tf.int32, [None]))
