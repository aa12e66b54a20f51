"""One cell for two layers, named twice in the list."""
import tensorflow as tf


def stack_of(cell):
    return tf.nn.rnn_cell.MultiRNNCell([cell, cell])  # finds SI114


cell = tf.nn.rnn_cell.GRUCell(16)
x = tf.placeholder(tf.float32, [None, 5, 4])
outputs, _ = tf.nn.dynamic_rnn(stack_of(cell), x, dtype=tf.float32)  # finds SI114
