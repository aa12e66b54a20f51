"""The helpers of the MNIST tutorial: each call is to make a new variable."""
import tensorflow as tf


def weight_variable(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))


def bias_variable(shape):
    return tf.Variable(tf.constant(0.1, shape=shape))


x = tf.placeholder(tf.float32, [None, 16])
w1, b1 = weight_variable([16, 16]), bias_variable([16])
h1 = tf.nn.relu(tf.matmul(x, w1) + b1)
w2, b2 = weight_variable([16, 16]), bias_variable([16])
h2 = tf.nn.relu(tf.matmul(h1, w2) + b2)
w3, b3 = weight_variable([16, 4]), bias_variable([4])
y = tf.matmul(h2, w3) + b3
train = tf.train.AdamOptimizer(1e-4).minimize(tf.reduce_mean(tf.square(y)))
