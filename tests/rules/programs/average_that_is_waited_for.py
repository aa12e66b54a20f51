"""Batch statistics by hand: the second build, in reuse mode, averages anew, and what follows waits for that."""
import tensorflow as tf


def normalized(x):
    mean, variance = tf.nn.moments(x, [0])
    average = tf.train.ExponentialMovingAverage(0.9)
    update = average.apply([mean, variance])  # finds SI106
    with tf.control_dependencies([update]):
        return (tf.identity(x) - mean) / tf.sqrt(variance + 1e-3)


def net(x, reuse=None):
    with tf.variable_scope("net", reuse=reuse):
        return tf.matmul(normalized(x), tf.get_variable("w", [4, 2]))


train = net(tf.placeholder(tf.float32, [8, 4]))
test = net(tf.placeholder(tf.float32, [8, 4]), reuse=True)
