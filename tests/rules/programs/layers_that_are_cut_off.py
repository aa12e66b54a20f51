"""No gradient comes to a layer that a function makes, nor to those that are objects."""

import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
hidden = tf.layers.dense(x, 8, name="base")  # finds SI302
beside = tf.layers.Dense(1, name="beside")
other = tf.keras.layers.Dense(1, name="other")
values = tf.layers.dense(tf.stop_gradient(hidden), 1, name="head")
others = tf.stop_gradient(other(x))  # finds SI302
loss = tf.reduce_mean(values - others - tf.stop_gradient(beside(x)))  # finds SI302
train = tf.train.AdamOptimizer().minimize(loss)  # finds SI302
