"""Layers whose variables the loop makes on two lines: what is typed for the one is to hold for the other, too."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
for i in range(3):
    w = tf.get_variable("w", [4, 4])  # finds SI101
    b = tf.get_variable("b", [4])
    x = tf.nn.relu(tf.matmul(x, w) + b)
