"""A Siamese net whose two sides were to be one."""
import tensorflow as tf


def side(x):
    x = tf.layers.conv2d(x, 4, 3, activation=tf.nn.relu)
    x = tf.layers.flatten(x)
    return tf.layers.dense(x, 2)


left = side(tf.placeholder(tf.float32, [None, 8, 8, 1]))  # finds SI102
right = side(tf.placeholder(tf.float32, [None, 8, 8, 1]))  # finds SI102
loss = tf.reduce_mean(tf.square(left - right))
train = tf.train.AdamOptimizer(1e-3).minimize(loss)
