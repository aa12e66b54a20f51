"""Layers without names that each pass makes in one order: in a loop of fewer rounds, from two functions, by a helper."""
import tensorflow as tf


def dense(x):
    return tf.layers.dense(x, 4)


def network(x, depth):
    with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
        for _ in range(depth):
            x = tf.layers.dense(x, 4, tf.nn.relu)
        return dense(dense(x))


def deep(x, depth):
    with tf.variable_scope("deep", reuse=tf.AUTO_REUSE):
        x = dense(x)
        for _ in range(depth):
            x = tf.layers.dense(x, 4, tf.nn.relu)
        return x


def copied(x, depth):
    with tf.variable_scope("deep", reuse=tf.AUTO_REUSE):
        x = dense(x)
        for _ in range(depth):
            x = tf.layers.dense(x, 4, tf.nn.sigmoid)
        return x


x = tf.placeholder(tf.float32, [None, 4])
losses = [tf.nn.l2_loss(net(x, depth)) for net in (deep, copied) for depth in (3, 2)]
losses += [tf.nn.l2_loss(network(x + number, 2)) for number in range(2)]
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.add_n(losses))
