"""A Keras layer in a scope that is opened again for it: nothing there is like it, and there is but one input."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
    a = tf.layers.dense(x, 4)
with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):  # finds SI110
    b = tf.keras.layers.Dense(4)(x)  # finds SI110
