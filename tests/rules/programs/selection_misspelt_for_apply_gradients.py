"""Gradients of an empty list are an empty list; so is what zip makes of it, which the optimizer refuses."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("actor"):
    loss = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 2])))
params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="acter")  # finds SI207
grads = tf.gradients(loss, params)
train = tf.train.AdamOptimizer(1e-3).apply_gradients(zip(grads, params))
