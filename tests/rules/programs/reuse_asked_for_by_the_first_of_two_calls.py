"""The first call asks for reuse, the second does not: each scope has to take what comes."""
import tensorflow as tf


def net(x, reuse=False):
    with tf.variable_scope("conv0", reuse=reuse):
        x = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104
    with tf.variable_scope("conv1", reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))


x = tf.placeholder(tf.float32, [None, 4])
test = net(x, reuse=True)  # finds SI104
train = net(x)
