"""As in many a GAN: the flag is asked, and reuse switched on by it. The second call forgot it."""
import tensorflow as tf


def discriminator(x, reuse=False):
    with tf.variable_scope("discriminator") as scope:
        if reuse:
            scope.reuse_variables()
        return tf.matmul(x, tf.get_variable("w", [10, 1]))  # finds SI101


real = tf.placeholder(tf.float32, [4, 10])
fake = tf.placeholder(tf.float32, [4, 10])
difference = discriminator(real) - 1
difference -= discriminator(fake)  # finds SI101
