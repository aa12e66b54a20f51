"""A cell of a notebook that was run again without emptying the graph."""
import tensorflow as tf

tf.reset_default_graph()
CELL = """
x = tf.placeholder(tf.float32, [None, 4], name="x")
weights = tf.Variable(tf.zeros([4, 2]), name="weights")
biases = tf.Variable(tf.zeros([2]), name="biases")
logits = tf.matmul(x, weights) + biases
"""
exec(CELL)  # finds SI103
exec(CELL)  # finds SI103
