"""A loop gives each input to one layer, and the inputs are not of one width."""
import tensorflow as tf

for width in (4, 6):
    x = tf.placeholder(tf.float32, [None, width])
    with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
        y = tf.matmul(x, tf.get_variable("w", [width, 2]))  # finds SI105
