"""One model for each GPU with tf.Variable: each tower trains its own."""
import tensorflow as tf


def model(x):
    w = tf.Variable(tf.random_normal([4, 4]), name="w")
    return tf.matmul(x, w)


losses = []
for x in [tf.placeholder(tf.float32, [2, 4]) for _ in range(3)]:
    losses.append(tf.reduce_sum(model(x)))  # finds SI102
loss = tf.add_n(losses)
