"""Weights that are updated by hand, and for each input anew: they are no slots, as the loss is made with them."""
import tensorflow as tf


def layer(x):
    weights = tf.Variable(tf.random_normal([4, 4]), name="weights")
    return tf.reduce_mean(tf.square(tf.matmul(x, weights)))


losses = [layer(tf.placeholder(tf.float32, [None, 4])) for _ in range(2)]  # finds SI102
weights = tf.trainable_variables()
gradients = tf.gradients(tf.add_n(losses), weights)
steps = [one.assign(one - 0.1 * gradient) for one, gradient in zip(weights, gradients)]
