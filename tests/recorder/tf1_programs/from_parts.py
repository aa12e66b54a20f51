"""Parts of TensorFlow that are modules in it, as modules."""

import tensorflow as tf
import tensorflow.nn as nn
from tensorflow.keras.layers import Dense
from tensorflow.nn import rnn_cell
from tensorflow.train import AdamOptimizer

cell = rnn_cell.GRUCell(4)
assert nn.rnn_cell.GRUCell is tf.nn.rnn_cell.GRUCell is rnn_cell.GRUCell
outputs, state = nn.dynamic_rnn(cell, tf.zeros([2, 5, 3]), dtype=tf.float32)
assert isinstance(Dense(3)(outputs), tf.Tensor)
assert AdamOptimizer is tf.train.AdamOptimizer
assert len(tf.trainable_variables()) == 6
