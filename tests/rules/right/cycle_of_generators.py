"""CycleGAN: two generators and two discriminators from two functions, each used several times."""
import tensorflow as tf


def generator(x, name, reuse=False):
    with tf.variable_scope(name, reuse=reuse):
        h = tf.layers.conv2d(x, 4, 3, padding="same", activation=tf.nn.relu)
        for number in range(2):
            with tf.variable_scope("res%d" % number):
                h = h + tf.layers.conv2d(h, 4, 3, padding="same")
        return tf.layers.conv2d(h, 3, 3, padding="same")


def discriminator(x, name, reuse=False):
    with tf.variable_scope(name, reuse=reuse):
        h = tf.layers.conv2d(x, 4, 4, 2, activation=tf.nn.leaky_relu)
        return tf.layers.conv2d(h, 1, 4)


a = tf.placeholder(tf.float32, [1, 16, 16, 3])
b = tf.placeholder(tf.float32, [1, 16, 16, 3])
fake_b = generator(a, "g_a2b")
cycle_a = generator(fake_b, "g_b2a")
fake_a = generator(b, "g_b2a", reuse=True)
cycle_b = generator(fake_a, "g_a2b", reuse=True)
d_a, d_b = discriminator(a, "d_a"), discriminator(b, "d_b")
d_fake_a, d_fake_b = discriminator(fake_a, "d_a", True), discriminator(fake_b, "d_b", True)
cycle = tf.reduce_mean(tf.abs(a - cycle_a)) + tf.reduce_mean(tf.abs(b - cycle_b))
mse = lambda x, t: tf.reduce_mean(tf.squared_difference(x, t))
g_loss = mse(d_fake_a, 1.) + mse(d_fake_b, 1.) + 10. * cycle
d_loss = mse(d_a, 1.) + mse(d_b, 1.) + mse(d_fake_a, 0.) + mse(d_fake_b, 0.)
t = tf.trainable_variables()
d_train = tf.train.AdamOptimizer(2e-4).minimize(d_loss, var_list=[v for v in t if v.name.startswith("d_")])
g_train = tf.train.AdamOptimizer(2e-4).minimize(g_loss, var_list=[v for v in t if v.name.startswith("g_")])
