"""The model is built and trained for each fold, and all of them are in one graph in the end."""
import numpy as np
import tensorflow as tf


def build(rate):
    x = tf.placeholder(tf.float32, [None, 4])
    w = tf.Variable(tf.zeros([4, 1]), name="w")
    b = tf.Variable(tf.zeros([1]), name="b")
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b))
    return x, tf.train.AdamOptimizer(rate).minimize(loss)


for fold in range(3):
    x, train = build(0.1)  # finds SI103
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train, {x: np.ones([2, 4])})
