"""A GAN that switches reuse on inside of two functions, and has two optimizers after them."""
import tensorflow as tf


def discriminator(x, reuse=False):
    if reuse:
        tf.get_variable_scope().reuse_variables()  # finds SI106
    return tf.matmul(x, tf.get_variable("d_w", [8, 1]))


def generator(z):
    return tf.matmul(z, tf.get_variable("g_w", [2, 8]))


def sampler(z):
    tf.get_variable_scope().reuse_variables()
    return tf.matmul(z, tf.get_variable("g_w", [2, 8]))


drawn = generator(tf.placeholder(tf.float32, [None, 2]))
real = discriminator(tf.placeholder(tf.float32, [None, 8]))
fake = discriminator(drawn, reuse=True)
samples = sampler(tf.placeholder(tf.float32, [None, 2]))
d_loss = tf.reduce_mean(fake) - tf.reduce_mean(real)
g_loss = -tf.reduce_mean(fake)
d_vars = [v for v in tf.trainable_variables() if "d_" in v.name]
g_vars = [v for v in tf.trainable_variables() if "g_" in v.name]
d_train = tf.train.AdamOptimizer(1e-3).minimize(d_loss, var_list=d_vars)  # finds SI106
g_train = tf.train.AdamOptimizer(1e-3).minimize(g_loss, var_list=g_vars)
