"""The line in the loop makes the variable itself, and calls something else twice."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
for number in range(3):
    w = tf.get_variable("w", [int(x.shape[1]), int(x.shape[1])])  # finds SI101
    x = tf.matmul(x, w)
