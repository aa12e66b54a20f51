"""Two calls of a network in one statement: its layers have no names, and its blocks run the same lines."""
import tensorflow as tf


def block(x, size):
    return tf.layers.dense(x, size, activation=tf.nn.relu)


def network(x):
    x = block(x, 8)
    return block(x, 4)


left, right = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 4])
loss = tf.reduce_mean(tf.square(network(left) - network(right)))  # finds SI102
tf.train.GradientDescentOptimizer(0.1).minimize(loss)
