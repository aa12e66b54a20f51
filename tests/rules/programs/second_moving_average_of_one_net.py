"""A second moving average of the same variables: its shadow would have the name of that which is there."""
import tensorflow as tf


def net(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [4, 2]))


train = net(tf.placeholder(tf.float32, [None, 4]))
fast = tf.train.ExponentialMovingAverage(0.9).apply(tf.trainable_variables())  # finds SI101
test = net(tf.placeholder(tf.float32, [None, 4]), reuse=True)
slow = tf.train.ExponentialMovingAverage(0.99).apply(tf.trainable_variables())  # finds SI101
