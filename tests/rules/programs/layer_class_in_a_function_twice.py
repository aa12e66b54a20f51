"""A layer is an object that makes its variables when it is made, and computes with them when it is called."""
import tensorflow as tf


class Dense:
    def __init__(self, size):
        self.w = tf.Variable(tf.zeros([4, size]), name="w")
        self.b = tf.Variable(tf.zeros([size]), name="b")

    def __call__(self, x):
        return tf.matmul(x, self.w) + self.b


def encoder(x):
    dense = Dense(4)
    return tf.nn.relu(dense(x))


one = encoder(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
two = encoder(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
