"""get_variable can't share what tf.Variable made."""
import tensorflow as tf

weights = tf.Variable(tf.zeros([4]), name="weights")  # finds SI104
with tf.variable_scope(tf.get_variable_scope(), reuse=True):  # finds SI104
    weights = tf.get_variable("weights", [4])  # finds SI104
