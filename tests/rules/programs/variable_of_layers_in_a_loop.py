"""Layers whose variable the loop makes on a line of its own: other lines compute with it and with the last layer."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
for i in range(2):
    w = tf.get_variable("w", [4, 4])  # finds SI101
    h = tf.matmul(tf.nn.l2_normalize(x, 1), w)
    x = tf.nn.relu(h)
