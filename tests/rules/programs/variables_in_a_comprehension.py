"""tf.Variable in a function that a comprehension calls for each input."""
import tensorflow as tf


def score(x):
    w = tf.Variable(tf.zeros([4, 1]), name="w")
    return tf.matmul(x, w)


inputs = [tf.placeholder(tf.float32, [None, 4]) for _ in range(3)]
scores = [score(x) for x in inputs]  # finds SI102
