"""Cells in a list, all made by one line."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [2, 5, 4])
cells = [tf.nn.rnn_cell.GRUCell(4) for _ in range(3)]
output, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell(cells), x, dtype=tf.float32)
