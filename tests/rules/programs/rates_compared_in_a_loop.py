"""The search for the best rate builds and trains the model in each round."""
import numpy as np
import tensorflow as tf


def build(rate):
    x = tf.placeholder(tf.float32, [None, 4])
    w = tf.get_variable("w", [4, 1])  # finds SI101
    b = tf.get_variable("b", [1])
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b))
    return x, tf.train.AdamOptimizer(rate).minimize(loss)


for rate in [0.1, 0.01]:
    x, train = build(rate)  # finds SI101
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train, {x: np.ones([2, 4])})
