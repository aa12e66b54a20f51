"""Something else in the graph has the variable's name."""
import tensorflow as tf

with tf.variable_scope("a"):
    taken = tf.Variable(tf.zeros([4]), name="w")  # finds SI201
with tf.variable_scope("a"):
    pass
with tf.variable_scope("", auxiliary_name_scope=False):
    w = tf.get_variable("a/w", [4])  # finds SI201
total = taken + w
