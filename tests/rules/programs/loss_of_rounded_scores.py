"""The loss is of the classes that were guessed, and not of the scores."""
import tensorflow as tf

images = tf.placeholder(tf.float32, [None, 6])
labels = tf.placeholder(tf.float32, [None])
with tf.variable_scope("classifier"):
    scores = tf.matmul(images, tf.get_variable("w", [6, 3]))
guess = tf.cast(tf.argmax(scores, 1), tf.float32)
loss = tf.reduce_mean(tf.square(labels - guess))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)  # finds SI902
