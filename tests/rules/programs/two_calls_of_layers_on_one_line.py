"""A siamese network whose towers should be one: each layer makes its kernel and its bias in each call."""
import tensorflow as tf


def tower(x):
    x = tf.layers.conv2d(x, 4, 3, activation=tf.nn.relu)
    return tf.layers.dense(tf.layers.flatten(x), 8)


left = tf.placeholder(tf.float32, [None, 8, 8, 1])
right = tf.placeholder(tf.float32, [None, 8, 8, 1])
loss = tf.reduce_mean(tf.square(tower(left) - tower(right)))  # finds SI102
tf.train.AdamOptimizer(1e-3).minimize(loss)
