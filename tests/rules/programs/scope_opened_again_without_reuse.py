"""The scope of the first call is opened again for the others, without reuse."""
import tensorflow as tf


def net(x):
    with tf.variable_scope("q"):
        return tf.layers.dense(x, 4)  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("main"):
    a = net(x)
with tf.variable_scope("main"):
    b = net(x + 1)  # finds SI101
    c = tf.layers.dense(net(x + 2) + b, 4, name="new")
