"""Parts of tf.contrib.rnn that compat.v1 hasn't got. The names are those that TensorFlow 1.15 makes."""

import tensorflow as tf

inputs = tf.zeros([2, 5, 3])
cell = tf.contrib.rnn.LayerNormBasicLSTMCell(4, dropout_keep_prob=0.5)
tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
plain = tf.contrib.rnn.LayerNormBasicLSTMCell(4, layer_norm=False)
tf.nn.dynamic_rnn(plain, inputs, dtype=tf.float32, scope="plain")
outputs, forward, backward = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
    [tf.nn.rnn_cell.GRUCell(4), tf.contrib.rnn.GRUCell(5)],
    [tf.nn.rnn_cell.GRUCell(4), tf.contrib.rnn.GRUCell(6)],
    inputs,
    dtype=tf.float32,
)
assert outputs.shape.as_list() == [2, 5, 11]
assert [state.shape.as_list()[1] for state in forward + backward] == [4, 5, 4, 6]
norm = [f"{gate}/{name}" for gate in ("input", "transform", "forget", "output", "state") for name in ("gamma", "beta")]
gru = ["gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias"]
stacked = [
    f"stack_bidirectional_rnn/cell_{layer}/bidirectional_rnn/{direction}/gru_cell/{name}"
    for layer in (0, 1)
    for direction in ("fw", "bw")
    for name in gru
]
expected = ["rnn/layer_norm_basic_lstm_cell/" + name for name in ["kernel", *norm]]
expected += ["plain/layer_norm_basic_lstm_cell/kernel", "plain/layer_norm_basic_lstm_cell/bias", *stacked]
assert [variable.op.name for variable in tf.global_variables()] == expected
