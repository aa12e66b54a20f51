"""A WGAN with gradient penalty whose critic is a template, called four times."""
import tensorflow as tf


def critic_fn(x):
    h = tf.layers.dense(x, 16, tf.nn.relu)
    return tf.layers.dense(h, 1)


def generator_fn(z):
    return tf.layers.dense(tf.layers.dense(z, 16, tf.nn.relu), 8)


critic = tf.make_template("critic", critic_fn)
generator = tf.make_template("generator", generator_fn)
x = tf.placeholder(tf.float32, [32, 8])
fake = generator(tf.random_normal([32, 4]))
real_score, fake_score = critic(x), critic(fake)
alpha = tf.random_uniform([32, 1])
mixed = alpha * x + (1 - alpha) * fake
gradients = tf.gradients(critic(mixed), [mixed])[0]
penalty = tf.reduce_mean(tf.square(tf.sqrt(tf.reduce_sum(tf.square(gradients), 1)) - 1))
c_loss = tf.reduce_mean(fake_score - real_score) + 10 * penalty
g_loss = -tf.reduce_mean(fake_score)
c_train = tf.train.AdamOptimizer(1e-4).minimize(c_loss, var_list=tf.trainable_variables("critic/"))
g_train = tf.train.AdamOptimizer(1e-4).minimize(g_loss, var_list=tf.trainable_variables("generator/"))
preview = generator(tf.constant([[0.0] * 4]))
