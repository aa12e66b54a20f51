"""A helper makes all variables from one line, so that they would have one name."""
import tensorflow as tf


def weights(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1), name="weights")


def network(x):
    hidden = tf.nn.relu(tf.matmul(x, weights([4, 8])))
    return tf.matmul(hidden, weights([8, 1]))


one = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
two = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
