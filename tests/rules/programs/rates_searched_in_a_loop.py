"""A search for the best learning rate: each round makes a model and trains it with a rate of its own."""
import tensorflow as tf


def model(x):
    hidden = tf.layers.dense(x, 8, name="hidden")  # finds SI101
    return tf.layers.dense(hidden, 1, name="out")


x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 1])
steps = []
for rate in [0.1, 0.01]:
    loss = tf.reduce_mean(tf.square(model(x) - y))  # finds SI101
    steps.append(tf.train.AdamOptimizer(rate).minimize(loss))
