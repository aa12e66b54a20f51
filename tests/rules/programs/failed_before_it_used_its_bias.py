"""A script that fails before it uses a variable: that nothing uses it is no finding."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
w = tf.get_variable("w", [4, 1])
b = tf.get_variable("b", [1])
y = tf.matmul(x, w)
raise RuntimeError("no data here")  # finds SI902
