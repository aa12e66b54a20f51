"""The flag goes to a cell, and to a scope whose name is worked out, so that the second call finds nothing."""

import tensorflow as tf


def encode(x, reuse):
    cell = tf.nn.rnn_cell.LSTMCell(16, reuse=reuse)
    with tf.variable_scope("encode_%s" % x.op.name, reuse=reuse):
        output, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)  # finds SI104
        return output


question = encode(tf.placeholder(tf.float32, [4, 5, 8], name="question"), None)
context = encode(tf.placeholder(tf.float32, [4, 9, 8], name="context"), True)
