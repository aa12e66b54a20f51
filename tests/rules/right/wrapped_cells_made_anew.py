"""Each layer has a cell of its own, some by a function, some written out, with dropout around."""
import tensorflow as tf

inputs = tf.placeholder(tf.float32, [16, 10, 20])


def cell(units):
    return tf.nn.rnn_cell.LSTMCell(units)


stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.DropoutWrapper(cell(20), 0.5) for _ in range(3)])
outputs, state = tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32)
with tf.variable_scope("second"):
    forward, backward = tf.nn.rnn_cell.GRUCell(8), tf.nn.rnn_cell.GRUCell(8)
    both, _ = tf.nn.bidirectional_dynamic_rnn(forward, backward, outputs, dtype=tf.float32)
loss = tf.reduce_mean(tf.concat(both, 2))
tf.train.GradientDescentOptimizer(0.1).minimize(loss)
