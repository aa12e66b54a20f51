"""A stack that is one cell three times, where the sizes agree: nothing fails, and all layers share one set."""
import tensorflow as tf

cell = tf.nn.rnn_cell.BasicLSTMCell(4)  # finds SI114
stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 3)  # finds SI114
outputs, _ = tf.nn.dynamic_rnn(stack, tf.placeholder(tf.float32, [None, 5, 4]), dtype=tf.float32)
