"""A layer function that both networks of a GAN are stacked of."""
import tensorflow as tf


def dense(x, size):
    w = tf.Variable(tf.random_normal([int(x.shape[1]), size]))
    b = tf.Variable(tf.zeros([size]))
    return tf.matmul(x, w) + b


def generator(z):
    return dense(tf.nn.relu(dense(tf.nn.relu(dense(z, 8)), 8)), 8)


def critic(x):
    return dense(tf.nn.relu(dense(tf.nn.relu(dense(x, 8)), 8)), 1)


drawn = generator(tf.placeholder(tf.float32, [None, 4]))
judged = critic(tf.placeholder(tf.float32, [None, 8]))
