"""A small BERT encoder, from the package bert-tensorflow: 39 variables."""

import tensorflow as tf
from bert import modeling

config = modeling.BertConfig(
    vocab_size=1000, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
)
input_ids = tf.placeholder(tf.int32, [8, 16], name="input_ids")
model = modeling.BertModel(config, is_training=True, input_ids=input_ids)
