"""A moving average with a name of its own, in a scope where reuse was switched on."""
import tensorflow as tf

with tf.variable_scope("model") as scope:
    w = tf.get_variable("w", [4, 2])
    scope.reuse_variables()  # finds SI106
    loss = tf.nn.l2_loss(tf.get_variable("w"))
    averages = tf.train.ExponentialMovingAverage(0.9, name="smooth")
    smoothed = averages.apply([loss])  # finds SI106
