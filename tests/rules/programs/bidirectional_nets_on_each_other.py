"""Bidirectional nets on top of each other, all in the scope that TensorFlow gives them."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 5, 8])
for layer in range(2):
    fw = tf.nn.rnn_cell.LSTMCell(4)
    bw = tf.nn.rnn_cell.LSTMCell(4)
    outputs, _ = tf.nn.bidirectional_dynamic_rnn(fw, bw, x, dtype=tf.float32)  # finds SI101
    x = tf.concat(outputs, 2)
