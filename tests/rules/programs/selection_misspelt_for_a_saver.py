"""The saver of one part of a network asks for a scope that is not there."""
import tensorflow as tf

with tf.variable_scope("model"), tf.variable_scope("encoder"):
    w = tf.get_variable("w", [4, 2])
tf.train.Saver(tf.global_variables(scope="encoder"))  # finds SI207
