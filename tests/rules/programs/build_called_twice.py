"""build() makes everything, placeholders and training step, and is called again."""
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4])
    y = tf.placeholder(tf.float32, [None, 1])
    hidden = tf.nn.relu(tf.matmul(x, tf.Variable(tf.random_normal([4, 8]), name="w0")))
    output = tf.matmul(hidden, tf.Variable(tf.random_normal([8, 1]), name="w1"))
    return tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(tf.square(output - y)))


train = build()  # finds SI103
again = build()  # finds SI103
