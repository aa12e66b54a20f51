"""A misspelt name, and no shape: the variable that is meant is at the root."""
import tensorflow as tf

weights = tf.get_variable("weights", [4, 4])  # finds SI113
again = tf.get_variable("weigths")  # finds SI113
