"""The optimizer says that it has no variables; the scope is misspelt."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("discriminator"):
    loss = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 2])))
d_vars = tf.trainable_variables("discriminater")  # finds SI207
tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=d_vars)
