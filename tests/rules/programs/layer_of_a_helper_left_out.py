"""As a layer that is left out of the test, with all layers made on one line of a helper."""
import tensorflow as tf


def dense(x):
    return tf.layers.dense(x, 4, tf.nn.relu)


def network(x, is_training):
    with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
        if is_training:
            x = dense(x)  # finds SI115
        return dense(x)  # finds SI115


train = network(tf.placeholder(tf.float32, [None, 4]), True)
test = network(tf.placeholder(tf.float32, [None, 4]), False)  # finds SI115
