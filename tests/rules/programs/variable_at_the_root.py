"""One variable of the model is in no scope."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("layer"):
    x = tf.matmul(x, tf.get_variable("w", [4, 4]))
scale = tf.get_variable("scale", [])  # finds SI304 SI303
x = x * scale
