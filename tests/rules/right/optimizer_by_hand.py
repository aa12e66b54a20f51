"""Gradients applied by assignments."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
w = tf.get_variable("w", [4, 1])
b = tf.get_variable("b", [1])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b))
steps = [v.assign_sub(0.1 * g) for v, g in zip([w, b], tf.gradients(loss, [w, b]))]
