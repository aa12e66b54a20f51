"""The optimizer is built inside the second `with`."""
import tensorflow as tf


def model(x):
    return tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [8, 1])))


x = tf.placeholder(tf.float32, [None, 8])
with tf.variable_scope("model"):
    model(x)
with tf.variable_scope("model", reuse=True):  # finds SI106
    loss = model(x)
    train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)  # finds SI106
