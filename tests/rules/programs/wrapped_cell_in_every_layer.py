"""A cell with dropout around it, by the same name, is every layer of the stack."""
import tensorflow as tf

inputs = tf.placeholder(tf.float32, [16, 10, 30])
keep = tf.placeholder(tf.float32)


def stack(units, layers):
    cell = tf.nn.rnn_cell.GRUCell(units)
    cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=keep)  # finds SI114
    return tf.nn.rnn_cell.MultiRNNCell([cell] * layers)  # finds SI114


outputs, state = tf.nn.dynamic_rnn(stack(20, 2), inputs, dtype=tf.float32)
