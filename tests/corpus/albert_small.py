"""A small ALBERT, from the package albert-tensorflow: two layers share one set of weights, 25 variables in all."""

import tensorflow as tf
from albert import modeling

config = modeling.AlbertConfig(
    vocab_size=1000,
    embedding_size=16,
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=64,
)
input_ids = tf.placeholder(tf.int32, [8, 16], name="input_ids")
model = modeling.AlbertModel(config, is_training=True, input_ids=input_ids)
