"""A model that has run is built again, and goes on with the session that was opened for the first one."""
import numpy as np
import tensorflow as tf


def build(rate):
    x = tf.placeholder(tf.float32, [None, 4])
    w = tf.Variable(tf.zeros([4, 1]), name="w")
    b = tf.Variable(tf.zeros([1]), name="b")
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b))
    return x, tf.train.AdamOptimizer(rate).minimize(loss)


x, train = build(0.1)  # finds SI103
session = tf.Session()
session.run(tf.global_variables_initializer())
session.run(train, {x: np.ones([2, 4])})

x, train = build(0.1)  # finds SI103
session.run(tf.global_variables_initializer())
session.run(train, {x: np.ones([2, 4])})
