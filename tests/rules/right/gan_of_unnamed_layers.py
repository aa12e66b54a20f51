"""A GAN with unnamed layers in named scopes, the discriminator shared by a flag."""
import tensorflow as tf


def generator(z, training=True):
    with tf.variable_scope("generator"):
        h = tf.layers.dense(z, 16)
        h = tf.nn.relu(tf.layers.batch_normalization(h, training=training))
        return tf.layers.dense(h, 8, activation=tf.tanh)


def discriminator(x, reuse=False):
    with tf.variable_scope("discriminator", reuse=reuse):
        h = tf.nn.leaky_relu(tf.layers.dense(x, 16))
        h = tf.nn.leaky_relu(tf.layers.batch_normalization(tf.layers.dense(h, 8), training=True))
        return tf.layers.dense(h, 1)


x = tf.placeholder(tf.float32, [None, 8])
z = tf.placeholder(tf.float32, [None, 4])
fake = generator(z)
d_real = discriminator(x)
d_fake = discriminator(fake, reuse=True)
ones, zeros = tf.ones_like(d_real), tf.zeros_like(d_fake)
cross = lambda logits, labels: tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logits, labels=labels))
d_loss = cross(d_real, ones) + cross(d_fake, zeros)
g_loss = cross(d_fake, ones)
t_vars = tf.trainable_variables()
d_vars = [v for v in t_vars if v.name.startswith("discriminator")]
g_vars = [v for v in t_vars if v.name.startswith("generator")]
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    d_train = tf.train.AdamOptimizer(1e-4, beta1=0.5).minimize(d_loss, var_list=d_vars)
    g_train = tf.train.AdamOptimizer(1e-4, beta1=0.5).minimize(g_loss, var_list=g_vars)
