"""One recurrent encoder for questions and answers, called for each."""
import tensorflow as tf


def encode(x):
    cell = tf.nn.rnn_cell.BasicLSTMCell(8)
    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)  # finds SI101
    return outputs


question = tf.placeholder(tf.float32, [None, 5, 4])
answer = tf.placeholder(tf.float32, [None, 5, 4])
q = encode(question)
a = encode(answer)  # finds SI101
