"""A slip: the loss compares the labels with themselves."""
import tensorflow as tf

labels = tf.placeholder(tf.float32, [None, 3])
scores = tf.layers.dense(tf.placeholder(tf.float32, [None, 6]), 3)
loss = tf.reduce_mean(tf.square(labels - labels))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)  # finds SI902
