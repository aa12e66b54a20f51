"""One cell three times in a stack, whose layers have different inputs."""
import tensorflow as tf

cell = tf.nn.rnn_cell.BasicLSTMCell(16)
stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 3)
x = tf.placeholder(tf.float32, [None, 5, 4])
outputs, _ = tf.nn.dynamic_rnn(stack, x, dtype=tf.float32)  # finds SI114
