"""A GAN whose discriminator is built for real and drawn pictures, and forgets to share."""
import tensorflow as tf


def discriminator(x):
    with tf.variable_scope("discriminator"):
        hidden = tf.nn.relu(tf.matmul(x, tf.get_variable("w0", [8, 4])))  # finds SI101
        return tf.matmul(hidden, tf.get_variable("w1", [4, 1]))


def generator(z):
    with tf.variable_scope("generator"):
        return tf.matmul(z, tf.get_variable("w", [2, 8]))


real = discriminator(tf.placeholder(tf.float32, [None, 8]))
fake = discriminator(generator(tf.placeholder(tf.float32, [None, 2])))  # finds SI101
