"""A name given twice in the call of a cell, which TensorFlow's autograph runs as code of its own."""
import tensorflow as tf


class Mine(tf.nn.rnn_cell.RNNCell):
    state_size = output_size = 4

    def call(self, inputs, state):
        w = tf.get_variable("w", [7, 4])  # finds SI101
        u = tf.get_variable("w", [7, 4])  # finds SI101
        new = tf.tanh(tf.matmul(tf.concat([inputs, state], 1), w + u))
        return new, new


outputs, _ = tf.nn.dynamic_rnn(Mine(), tf.placeholder(tf.float32, [2, 5, 3]), dtype=tf.float32)
