"""AUTO_REUSE in every function, the same in both passes."""
import tensorflow as tf


def model(x):
    with tf.variable_scope("model", reuse=tf.AUTO_REUSE):
        x = tf.layers.dense(x, 8, activation=tf.nn.relu, name="hidden")
        return tf.layers.dense(x, 2, name="output")


train = model(tf.placeholder(tf.float32, [None, 4]))
test = model(tf.placeholder(tf.float32, [None, 4]))
