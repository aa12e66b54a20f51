"""The variables to train are picked by the beginning of their names, which is misspelt."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("generator"):
    y = tf.matmul(x, tf.get_variable("w", [4, 2]))
g_vars = [v for v in tf.trainable_variables() if v.name.startswith("generater/")]
train = tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(y)), var_list=g_vars)  # finds SI902
