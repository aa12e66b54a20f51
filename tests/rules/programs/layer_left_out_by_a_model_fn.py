"""As a layer that is left out of the test, in a function of a model that somebody else calls once."""
import tensorflow as tf


def network(x, is_training):
    with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
        x = tf.layers.dense(x, 4)
        if is_training:
            x = tf.layers.dense(x, 4)  # finds SI115
        return tf.layers.dense(x, 4)  # finds SI115


def model_fn(features):
    logits = network(features, True)
    predicted = network(features, False)  # finds SI115
    return logits, predicted


def train(build):
    return build(tf.placeholder(tf.float32, [None, 4]))


train(model_fn)
