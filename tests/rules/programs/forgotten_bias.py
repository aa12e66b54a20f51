"""The bias is made and never added."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
weights = tf.get_variable("weights", [4, 2])
biases = tf.get_variable("biases", [2])  # finds SI301
logits = tf.matmul(x, weights)
