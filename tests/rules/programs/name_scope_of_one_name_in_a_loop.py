"""Filters of several sizes, each in a name scope of the same name."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [4, 20, 16, 1])
for size in (3, 4, 5):
    with tf.name_scope("conv-maxpool"):
        w = tf.get_variable("w", [size, 16, 1, 8])  # finds SI101 SI203
        h = tf.nn.conv2d(x, w, [1, 1, 1, 1], "VALID")
