"""Each layer has dropout of its own, around one cell; the sizes agree."""
import tensorflow as tf

inputs = tf.placeholder(tf.float32, [16, 10, 20])
cell = tf.nn.rnn_cell.LSTMCell(20)  # finds SI114
stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.DropoutWrapper(cell, 0.5) for _ in range(3)])  # finds SI114
outputs, state = tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32)
