"""The input is made before the loop, so no round can have a graph of its own."""
import numpy as np
import tensorflow as tf


def build(x, rate):
    w = tf.get_variable("w", [4, 1])  # finds SI101
    b = tf.get_variable("b", [1])
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b))
    return tf.train.AdamOptimizer(rate).minimize(loss)


x = tf.placeholder(tf.float32, [None, 4])
for rate in [0.1, 0.01]:
    train = build(x, rate)  # finds SI101
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train, {x: np.ones([2, 4])})
