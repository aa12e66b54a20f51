"""A layer that only the second pass has, in a function that is told to reuse by whoever calls it."""
import tensorflow as tf


def classifier(x, reuse=False):
    with tf.variable_scope("classifier", reuse=reuse):  # finds SI104
        hidden = tf.matmul(x, tf.get_variable("hidden", [4, 4]))
        if reuse:
            hidden = tf.matmul(hidden, tf.get_variable("projection", [4, 4]))  # finds SI104
        return hidden


def both(x, reuse):
    return classifier(x, reuse=reuse)


train_in = tf.placeholder(tf.float32, [None, 4])
valid_in = tf.placeholder(tf.float32, [None, 4])
logits = both(train_in, reuse=False)
valid = both(valid_in, reuse=True)  # finds SI104
