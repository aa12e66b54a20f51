"""The variables to save are picked by a part of their names that none has."""
import tensorflow as tf

with tf.variable_scope("encoder"):
    w = tf.get_variable("weights", [4, 2])
with tf.variable_scope("output"):
    w = tf.get_variable("weights", [4, 2])
tf.train.Saver([v for v in tf.global_variables() if "decoder" in v.name])  # finds SI902
