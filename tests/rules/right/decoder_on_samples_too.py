"""A variational autoencoder: the decoder is used again to draw samples."""
import tensorflow as tf


def xavier(shape):
    return tf.random_normal(shape, stddev=1. / tf.sqrt(shape[0] / 2.))


Q_W1 = tf.Variable(xavier([784, 128]))
Q_b1 = tf.Variable(tf.zeros([128]))
Q_W2_mu = tf.Variable(xavier([128, 20]))
Q_b2_mu = tf.Variable(tf.zeros([20]))
Q_W2_sigma = tf.Variable(xavier([128, 20]))
Q_b2_sigma = tf.Variable(tf.zeros([20]))
P_W1 = tf.Variable(xavier([20, 128]))
P_b1 = tf.Variable(tf.zeros([128]))
P_W2 = tf.Variable(xavier([128, 784]))
P_b2 = tf.Variable(tf.zeros([784]))


def P(z):
    return tf.matmul(tf.nn.relu(tf.matmul(z, P_W1) + P_b1), P_W2) + P_b2


X = tf.placeholder(tf.float32, [None, 784])
z = tf.placeholder(tf.float32, [None, 20])
h = tf.nn.relu(tf.matmul(X, Q_W1) + Q_b1)
mu, logvar = tf.matmul(h, Q_W2_mu) + Q_b2_mu, tf.matmul(h, Q_W2_sigma) + Q_b2_sigma
logits = P(mu + tf.exp(logvar / 2) * tf.random_normal(tf.shape(mu)))
samples = tf.nn.sigmoid(P(z))
loss = tf.reduce_mean(tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(logits=logits, labels=X), 1))
train = tf.train.AdamOptimizer().minimize(loss)
