"""A tf.Variable that each branch of a tf.cond makes."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
training = tf.placeholder(tf.bool, [])


def layer():
    w = tf.Variable(tf.random_normal([4, 4]), name="w")  # finds SI902
    return tf.matmul(x, w)


y = tf.cond(training, lambda: tf.nn.dropout(layer(), 0.5), lambda: layer())
