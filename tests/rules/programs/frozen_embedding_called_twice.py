"""A table that is not trained is a duplicate all the same, and mostly a large one."""
import tensorflow as tf


def embed(words):
    table = tf.Variable(tf.zeros([100, 8]), trainable=False, name="table")
    return tf.nn.embedding_lookup(table, words)


left = embed(tf.placeholder(tf.int32, [None]))
right = embed(tf.placeholder(tf.int32, [None]))  # finds SI102
saver = tf.train.Saver()
