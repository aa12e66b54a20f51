"""var_list selects by a scope's prefix and misses a part."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("net"):
    hidden = tf.matmul(x, tf.get_variable("w", [4, 4]))
with tf.variable_scope("output"):
    loss = tf.reduce_sum(tf.matmul(hidden, tf.get_variable("w", [4, 1])))  # finds SI302
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=tf.trainable_variables("net"))  # finds SI302
