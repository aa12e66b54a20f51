"""Towers over a network whose layers have no names; its blocks run the same lines."""
import tensorflow as tf


def block(x, size):
    x = tf.layers.dense(x, size, activation=tf.nn.relu)
    return tf.layers.dense(x, size, activation=tf.nn.relu)


def network(x):
    x = block(x, 8)
    return block(x, 4)


towers = []
for tower in range(2):
    towers.append(network(tf.placeholder(tf.float32, [None, 4])))  # finds SI102
loss = tf.reduce_mean(tf.square(tf.concat(towers, 0)))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
