"""The layers are made in a loop inside of the function that is called twice."""
import tensorflow as tf


def network(x):
    for _ in range(3):
        x = tf.nn.relu(tf.matmul(x, tf.Variable(tf.random_normal([4, 4]), name="w")))
    return x


one = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
two = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
