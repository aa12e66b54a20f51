"""A stack of as many layers as are asked for, which is one."""
import tensorflow as tf

cell = tf.nn.rnn_cell.BasicLSTMCell(4)
stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 1)
outputs, _ = tf.nn.dynamic_rnn(stack, tf.placeholder(tf.float32, [None, 5, 4]), dtype=tf.float32)
