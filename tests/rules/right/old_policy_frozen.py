"""PPO: the old policy is frozen and copied from the new one."""
import tensorflow as tf

s = tf.placeholder(tf.float32, [None, 3])
a = tf.placeholder(tf.float32, [None, 1])
adv = tf.placeholder(tf.float32, [None, 1])


def build(name, trainable):
    with tf.variable_scope(name):
        l1 = tf.layers.dense(s, 10, tf.nn.relu, trainable=trainable)
        mu = 2 * tf.layers.dense(l1, 1, tf.nn.tanh, trainable=trainable)
        sigma = tf.layers.dense(l1, 1, tf.nn.softplus, trainable=trainable)
    return mu, sigma, tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)


def log_prob(mu, sigma, x):
    return -tf.square((x - mu) / sigma) / 2 - tf.log(sigma)


mu, sigma, pi = build("pi", True)
old_mu, old_sigma, oldpi = build("oldpi", False)
sample = mu + sigma * tf.random_normal(tf.shape(mu))
update = [old.assign(p) for p, old in zip(pi, oldpi)]
ratio = tf.exp(log_prob(mu, sigma, a) - log_prob(old_mu, old_sigma, a))
loss = -tf.reduce_mean(tf.minimum(ratio * adv, tf.clip_by_value(ratio, 0.8, 1.2) * adv))
train = tf.train.AdamOptimizer(1e-4).minimize(loss)
