"""The second pass is in reuse mode, which layers without names do not heed; blocks run the same lines."""
import tensorflow as tf


def block(x, size):
    return tf.layers.dense(x, size, activation=tf.nn.relu)  # finds SI110


def network(x):
    x = block(x, 8)
    return block(x, 4)


x, test_x = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 4])
train = network(x)  # finds SI102
with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):  # finds SI110
    test = network(test_x)  # finds SI102
