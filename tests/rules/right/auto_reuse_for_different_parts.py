"""One scope, entered with AUTO_REUSE for one part of the model after the other."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("model", reuse=tf.AUTO_REUSE):
    x = tf.matmul(x, tf.get_variable("w1", [4, 4]))
with tf.variable_scope("model", reuse=tf.AUTO_REUSE):
    x = tf.matmul(x, tf.get_variable("w2", [4, 4]))
