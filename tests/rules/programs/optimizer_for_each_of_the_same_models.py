"""A loop that builds the same model in each round, and trains it by an optimizer of its own."""
import tensorflow as tf


def net(x):
    return tf.matmul(x, tf.get_variable("w", [4, 2]))  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
trains = {}
for name in ("a", "b"):
    loss = tf.reduce_mean(net(x))  # finds SI101
    trains[name] = tf.train.AdamOptimizer(0.001).minimize(loss)
