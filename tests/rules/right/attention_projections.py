"""Query, key and value: one function, one input, three sets."""
import tensorflow as tf


def project(x, size):
    w = tf.Variable(tf.random_normal([int(x.shape[-1]), size]), name="w")
    return tf.matmul(x, w)


x = tf.placeholder(tf.float32, [6, 8])
query = project(x, 8)
key = project(x, 8)
value = project(x, 8)
attended = tf.matmul(tf.nn.softmax(tf.matmul(query, key, transpose_b=True)), value)
