"""A variable of another scope, asked for by its last name only."""
import tensorflow as tf

with tf.variable_scope("layer"):
    tf.get_variable("weights", [4, 4])
weights = tf.get_variable("weights")  # finds SI113
