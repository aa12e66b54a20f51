"""As a layer that is left out of the test, where the one behind it has another width: its number's variable does not fit."""
import tensorflow as tf


def network(x, is_training):
    with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
        x = tf.layers.dense(x, 8)
        if is_training:
            x = tf.layers.dense(x, 8)  # finds SI105
        return tf.layers.dense(x, 2)  # finds SI105


train = network(tf.placeholder(tf.float32, [None, 8]), True)
test = network(tf.placeholder(tf.float32, [None, 8]), False)  # finds SI105
