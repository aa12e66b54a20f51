"""The losses of tf.contrib.seq2seq, and tf.contrib.legacy_seq2seq. Names and values are those of TensorFlow 1.15."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib import legacy_seq2seq

values = np.log(np.array([[[1, 3], [2, 2]], [[9, 1], [1, 4]]], np.float32))
logits = tf.constant(values)
targets = tf.constant([[1, 0], [0, 1]])
weights = tf.constant([[1.0, 2.0], [1.0, 0.0]])
entropy = -np.log([[0.75, 0.5], [0.9, 0.8]]) * [[1, 2], [1, 0]]
expected = {
    (True, True): entropy.sum() / 4,
    (True, False): entropy.sum(1) / [3, 1],
    (False, True): entropy.sum(0) / 2,
    (False, False): entropy,
}
losses = {key: tf.contrib.seq2seq.sequence_loss(logits, targets, weights, *key) for key in expected}
summed = {
    key: tf.contrib.seq2seq.sequence_loss(logits, targets, weights, False, False, *key)
    for key in [(True, True), (True, False), (False, True)]
}
of_sums = {
    (True, True): entropy.sum() / 3,
    (True, False): entropy.sum(1) / [2, 1],
    (False, True): entropy.sum(0) / [2, 1],
}
lists = [tf.unstack(tensor, axis=1) for tensor in (logits, targets, weights)]
legacy = legacy_seq2seq.sequence_loss(*lists)
by_example = legacy_seq2seq.sequence_loss_by_example(*lists)
for arguments in (dict(sum_over_timesteps=True), dict(sum_over_batch=True)):
    try:
        tf.contrib.seq2seq.sequence_loss(logits, targets, weights, **arguments)
    except ValueError as error:
        assert "cannot be set to True at same time" in str(error).replace("\n", " ")
    else:
        raise AssertionError(arguments)

cell = tf.nn.rnn_cell.BasicRNNCell(3)
steps = [tf.zeros([2, 3])] * 4
outputs, state = legacy_seq2seq.rnn_decoder(steps, cell.zero_state(2, tf.float32), cell, scope="rnnlm")
assert len(outputs) == 4


def loop(previous, step):
    """Make the next input, from a variable that is there."""
    return tf.matmul(previous, tf.get_variable("project", [3, 3]))


with tf.variable_scope("looped/loop_function"):
    tf.get_variable("project", [3, 3])
legacy_seq2seq.rnn_decoder(steps, state, cell, loop_function=loop, scope="looped")
legacy_seq2seq.basic_rnn_seq2seq(steps, steps[:2], tf.nn.rnn_cell.GRUCell(3))
gru = ["gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias"]
assert [variable.op.name for variable in tf.global_variables()] == [
    "rnnlm/basic_rnn_cell/kernel",
    "rnnlm/basic_rnn_cell/bias",
    "looped/loop_function/project",
    *["basic_rnn_seq2seq/rnn/gru_cell/" + name for name in gru],
    *["basic_rnn_seq2seq/rnn_decoder/gru_cell/" + name for name in gru],
]
with tf.Session() as session:
    for found, wanted in ((losses, expected), (summed, of_sums)):
        for key, loss in found.items():
            np.testing.assert_allclose(session.run(loss), wanted[key], rtol=1e-5)
    np.testing.assert_allclose(session.run(by_example), entropy.sum(1) / [3, 1], rtol=1e-5)
    np.testing.assert_allclose(session.run(legacy), (entropy.sum(1) / [3, 1]).sum() / 2, rtol=1e-5)
