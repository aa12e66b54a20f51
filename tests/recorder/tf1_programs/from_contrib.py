"""Parts of tf.contrib, names in them, and parts of those."""

import tensorflow as tf
from tensorflow.contrib import layers as contrib_layers, rnn
from tensorflow.contrib.framework import add_arg_scope, arg_scope, get_or_create_global_step, nest
from tensorflow.contrib.layers.python.layers import initializers
from tensorflow.contrib.layers.python.layers.initializers import xavier_initializer
from tensorflow.contrib.rnn.python.ops import core_rnn_cell, rnn_cell
from tensorflow.contrib.training import HParams

assert initializers.xavier_initializer is xavier_initializer
assert contrib_layers.xavier_initializer is xavier_initializer
assert core_rnn_cell
assert rnn_cell.LayerNormBasicLSTMCell is rnn.LayerNormBasicLSTMCell
assert nest.flatten([1, [2]]) == [1, 2]


@add_arg_scope
def layer(inputs, units=1):
    return contrib_layers.fully_connected(inputs, units)


with arg_scope([layer], units=7):
    assert layer(tf.zeros([2, 3])).shape[1] == HParams(units=7).units
rnn.static_rnn(rnn.BasicLSTMCell(4), [tf.zeros([2, 3])], dtype=tf.float32)
get_or_create_global_step()
assert [variable.op.name for variable in tf.global_variables()] == [
    "fully_connected/weights",
    "fully_connected/biases",
    "rnn/basic_lstm_cell/kernel",
    "rnn/basic_lstm_cell/bias",
    "global_step",
]
