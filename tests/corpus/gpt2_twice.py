"""GPT-2 of the smallest published size, from the package gpt-2-simple, built twice on one set of 148 variables."""

import tensorflow as tf
from gpt_2_simple.src import model

hparams = model.default_hparams()
hparams.n_vocab = 50257
context = tf.placeholder(tf.int32, [1, None], name="context")
first = model.model(hparams=hparams, X=context)
second = model.model(hparams=hparams, X=context, reuse=True)
