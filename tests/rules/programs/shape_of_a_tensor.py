"""A shape that is taken from tf.shape, which is a tensor."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 8])
w = tf.get_variable("w", [tf.shape(x)[1], 2])  # finds SI113
