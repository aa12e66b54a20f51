"""A dynamic RNN in both directions, with its own loops."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [2, 5, 3])
forward = tf.nn.rnn_cell.LSTMCell(4)
backward = tf.nn.rnn_cell.LSTMCell(4)
outputs, _ = tf.nn.bidirectional_dynamic_rnn(forward, backward, x, dtype=tf.float32)
loss = tf.reduce_mean(tf.square(tf.concat(outputs, 2)))
train = tf.train.AdamOptimizer(1e-3).minimize(loss)
