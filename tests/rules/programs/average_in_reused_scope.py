"""A moving average of the loss, in a scope where reuse was switched on."""
import tensorflow as tf


def net(x):
    w = tf.get_variable("w", [4, 2])
    return tf.matmul(x, w), w


with tf.variable_scope("model") as scope:
    y, w = net(tf.placeholder(tf.float32, [None, 4]))
    scope.reuse_variables()  # finds SI106
    y2, _ = net(tf.placeholder(tf.float32, [None, 4]))
    loss = tf.reduce_mean(y + y2)
    ema = tf.train.ExponentialMovingAverage(0.99)
    update = ema.apply([loss])  # finds SI106
