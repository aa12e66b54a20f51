"""Two sets are meant, and a comment says so."""
import tensorflow as tf


def encoder(x):
    w = tf.Variable(tf.random_normal([4, 4]), name="w")
    return tf.matmul(x, w)


words = encoder(tf.placeholder(tf.float32, [None, 4]))
pictures = encoder(tf.placeholder(tf.float32, [None, 4]))  # scopeinspect: ignore[SI102] one for each kind
