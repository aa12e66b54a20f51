"""A slip of the keyboard without any reuse: two variables."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("layer"):
    first = tf.matmul(x, tf.get_variable("kernel", [4, 4]))  # finds SI111
    second = tf.matmul(first, tf.get_variable("kernal", [4, 4]))  # finds SI111
