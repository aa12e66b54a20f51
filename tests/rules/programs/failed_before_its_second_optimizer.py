"""A script that fails before the second optimizer: what that would train is no finding."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("d"):
    d = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))
with tf.variable_scope("g"):
    g = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))
train = tf.train.GradientDescentOptimizer(0.1).minimize(d + g, var_list=tf.trainable_variables("d"))
raise RuntimeError("no data for the generator")  # finds SI902
