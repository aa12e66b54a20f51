"""The name passed as the second argument, for every weight: one line is wrong, and told once."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
for number in range(3):
    w = tf.Variable(tf.eye(4), "w_%d" % number)  # finds SI206
    x = tf.matmul(x, w)
