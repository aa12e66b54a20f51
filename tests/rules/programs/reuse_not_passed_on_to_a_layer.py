"""As in a DiscoGAN: the function is asked for reuse, and passes it on to its first layers only."""

import tensorflow as tf


def conv(x, size, scope, reuse=False):
    with tf.variable_scope(scope, reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [int(x.shape[1]), size]))  # finds SI101


def generator(x, reuse=False):
    with tf.variable_scope("generator"):
        x = conv(x, 8, scope="e_conv1", reuse=reuse)
        x = conv(x, 6, scope="e_conv2", reuse=reuse)
        x = conv(x, 8,
                 scope="d_conv1")  # finds SI101
        x = tf.nn.relu(x)
        return conv(x, 4, scope="d_conv2")


real = tf.placeholder(tf.float32, [None, 4])
fake = generator(real)
again = generator(fake, reuse=True)  # finds SI101
