"""One graph to train and one to test, from the same function."""
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4])
    return tf.matmul(x, tf.Variable(tf.random_normal([4, 2]), name="w"))


for _ in range(2):
    with tf.Graph().as_default():
        build()
