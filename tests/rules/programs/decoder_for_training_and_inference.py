"""A decoder that is built to train and again to infer, and does not share."""
import tensorflow as tf

VOCAB, UNITS = 20, 8


def decoder(inputs, state, cell):
    with tf.variable_scope("decoder"):
        outputs, state = tf.nn.dynamic_rnn(cell, inputs, initial_state=state)
        w = tf.get_variable("proj_w", [UNITS, VOCAB])  # finds SI101
        b = tf.get_variable("proj_b", [VOCAB], initializer=tf.zeros_initializer())
        return tf.tensordot(outputs, w, 1) + b, state


source = tf.placeholder(tf.int32, [None, 7])
target = tf.placeholder(tf.int32, [None, 6])
embedding = tf.get_variable("embedding", [VOCAB, UNITS])
with tf.variable_scope("encoder"):
    _, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(UNITS), tf.nn.embedding_lookup(embedding, source), dtype=tf.float32)
cell = tf.nn.rnn_cell.GRUCell(UNITS)
train_logits, _ = decoder(tf.nn.embedding_lookup(embedding, target), state, cell)
token = tf.placeholder(tf.int32, [None, 1])
infer_logits, _ = decoder(tf.nn.embedding_lookup(embedding, token), state, cell)  # finds SI101
