"""One network for each input, made in a list comprehension."""
import tensorflow as tf


def network(x):
    hidden = tf.nn.relu(tf.matmul(x, tf.get_variable("hidden", [4, 8])))  # finds SI101
    return tf.matmul(hidden, tf.get_variable("output", [8, 1]))


inputs = [tf.placeholder(tf.float32, [None, 4]) for _ in range(2)]
outputs = [network(x) for x in inputs]  # finds SI101
loss = tf.reduce_sum(tf.add_n(outputs))
