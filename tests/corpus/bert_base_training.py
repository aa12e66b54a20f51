"""BERT of the base size with a loss and its own optimizer, from the package bert-tensorflow: 598 variables.

They are 199 of the model, two slots for each of them, and the global step.
"""

import tensorflow as tf
from bert import modeling, optimization

config = modeling.BertConfig(vocab_size=30522)
input_ids = tf.placeholder(tf.int32, [8, 128], name="input_ids")
model = modeling.BertModel(config, is_training=True, input_ids=input_ids)
loss = tf.reduce_mean(tf.square(model.get_pooled_output()))
train_op = optimization.create_optimizer(loss, 1e-4, num_train_steps=1000, num_warmup_steps=100, use_tpu=False)
