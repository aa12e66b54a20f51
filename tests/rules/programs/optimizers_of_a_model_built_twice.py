"""A function with two optimizers and an average, called for training in one scope and for a test in the same again."""
import tensorflow as tf


def build(x):
    loss = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))
    decay = tf.nn.l2_loss(tf.get_variable("v", [4]))
    average = tf.train.ExponentialMovingAverage(0.9)
    first = tf.train.AdamOptimizer(0.1).minimize(loss)  # finds SI106
    total = loss + decay
    second = tf.train.MomentumOptimizer(
        0.1,  # a comment
        0.9,
    ).minimize(total)
    with tf.control_dependencies([first, second] if first is not None else []):
        loss = tf.identity(total)
    return loss, first, second, average


train = build(tf.placeholder(tf.float32, [None, 4]))
with tf.variable_scope(tf.get_variable_scope(), reuse=True):  # finds SI106
    test = build(tf.placeholder(tf.float32, [None, 4]))
