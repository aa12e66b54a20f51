"""A name scope around a loop is one for all its rounds."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.name_scope("stack"):
    for i in range(3):
        w = tf.get_variable("w", [4, 4])  # finds SI101 SI203
        x = tf.matmul(x, w)
