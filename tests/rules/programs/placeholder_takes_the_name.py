"""A placeholder is called like the variable that comes after it."""
import tensorflow as tf

weights = tf.placeholder(tf.float32, [4], name="weights")  # finds SI201
start = tf.get_variable("weights", [4])  # finds SI201
total = weights + start
