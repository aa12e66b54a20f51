"""Two blocks of one scope, one that shares and one that makes what is shared, in the wrong order."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("net", reuse=True):  # finds SI104
    w = tf.get_variable("w", [4, 4])  # finds SI104
    test = tf.matmul(y, w)
with tf.variable_scope("net"):
    w = tf.get_variable("w", [4, 4])
    train = tf.matmul(x, w)
