"""A head whose output nobody put into the loss."""

import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
shared = tf.matmul(x, tf.get_variable("shared", [4, 4], initializer=tf.zeros_initializer()))
with tf.variable_scope("age"):
    weights = tf.get_variable("weights", [4, 1], initializer=tf.zeros_initializer())  # finds SI302
    bias = tf.get_variable("bias", [1], initializer=tf.ones_initializer())  # finds SI302
age = tf.matmul(shared, weights) + bias
loss = tf.reduce_mean(tf.square(shared))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)  # finds SI302
