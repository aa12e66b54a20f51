"""Each pass makes the variable by a line of its own, and neither by get_variable."""

import tensorflow as tf

with tf.variable_scope("layer"):
    train = tf.Variable(tf.zeros([4]), name="w")
with tf.variable_scope("layer", reuse=True):  # finds SI110
    test = tf.Variable(tf.zeros([4]), name="w")  # finds SI110
tf.identity(train + test)
