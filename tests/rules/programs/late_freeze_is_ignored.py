"""trainable=False where the variable is shared freezes nothing."""
import tensorflow as tf


def layer(x, trainable):
    with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
        return tf.matmul(x, tf.get_variable("w", [4, 4], trainable=trainable))  # finds SI109


x = tf.placeholder(tf.float32, [None, 4])
layer(x, True)
layer(x, False)
