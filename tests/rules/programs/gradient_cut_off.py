"""stop_gradient in the wrong place: the encoder does not learn."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("encoder"):
    code = tf.matmul(x, tf.get_variable("w", [4, 2]))  # finds SI302
with tf.variable_scope("decoder"):
    output = tf.matmul(tf.stop_gradient(code), tf.get_variable("w", [2, 4]))
train = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(tf.square(output - x)))  # finds SI302
