"""A network whose variables are made in two loops, called twice."""
import tensorflow as tf


def network(x):
    for block in range(2):
        for number in range(3):
            w = tf.Variable(tf.random_normal([4, 4]), name="w")
            x = tf.matmul(x, w)
    return x


a = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
b = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
