"""An optimizer and moving averages that are made when a scope is entered again with AUTO_REUSE."""
import tensorflow as tf


def model(x):
    return tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))


with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
    loss = model(tf.placeholder(tf.float32, [None, 4]))
with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
    test_loss = model(tf.placeholder(tf.float32, [None, 4]))
    averages = tf.train.ExponentialMovingAverage(0.9).apply(tf.trainable_variables())
    train = tf.train.AdamOptimizer(0.1).minimize(loss)
