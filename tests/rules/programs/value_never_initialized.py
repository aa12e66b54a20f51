"""A session reads a variable that nobody has initialized; TensorFlow 2 puts a heading before what it says of that."""
import tensorflow as tf

with tf.variable_scope("hidden", initializer=tf.constant_initializer(0.5)):
    v = tf.get_variable("v", [1])
session = tf.InteractiveSession()
assert v.eval() == 0.5  # finds SI902
