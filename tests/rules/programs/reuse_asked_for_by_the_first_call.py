"""The only call asks for reuse, which the function hands to each of its scopes."""
import tensorflow as tf


def net(x, reuse):
    with tf.variable_scope("conv0", reuse=reuse):
        x = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104
    with tf.variable_scope("conv1", reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))


logits = net(tf.placeholder(tf.float32, [None, 4]), reuse=True)  # finds SI104
