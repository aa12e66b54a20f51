"""Layers whose weights have a name for each round, and whose bias has not: it is added to what they computed."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
for i in range(2):
    w = tf.get_variable("w_%d" % i, [4, 4])
    b = tf.get_variable("b", [4])  # finds SI101
    x = tf.matmul(x, w)
    x = x + b
