"""A layer of training only stands between layers without names: in the test the one behind it has its number."""
import tensorflow as tf


def network(x, is_training):
    with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
        x = tf.layers.dense(x, 4, name="input")
        if is_training:
            x = tf.layers.conv1d(x[:, None], 4, 1)[:, 0]
            x = tf.layers.dense(x, 4)  # finds SI115
        return tf.layers.dense(x, 4)  # finds SI115


train = network(tf.placeholder(tf.float32, [None, 4]), True)
test = network(tf.placeholder(tf.float32, [None, 4]), False)  # finds SI115
