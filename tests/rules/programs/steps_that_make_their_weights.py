"""The steps of a network, on one input each: each asks for the weights on a line of its own."""
import tensorflow as tf

inputs = [tf.placeholder(tf.float32, [2, 4]) for _ in range(3)]
state = tf.zeros([2, 4])
for x in inputs:
    w = tf.get_variable("w", [8, 4])  # finds SI101
    state = tf.tanh(tf.matmul(tf.concat([x, state], 1), w))
