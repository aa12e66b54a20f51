"""The same GAN with tf.Variable: nothing fails, and the second discriminator is another one."""
import tensorflow as tf


def discriminator(x):
    w0 = tf.Variable(tf.random_normal([8, 4]), name="d_w0")
    w1 = tf.Variable(tf.random_normal([4, 1]), name="d_w1")
    return tf.matmul(tf.nn.relu(tf.matmul(x, w0)), w1)


def generator(z):
    w = tf.Variable(tf.random_normal([2, 8]), name="g_w")
    return tf.matmul(z, w)


real = discriminator(tf.placeholder(tf.float32, [None, 8]))  # finds SI102
drawn = generator(tf.placeholder(tf.float32, [None, 2]))
fake = discriminator(drawn)  # finds SI102
loss = tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
