"""A model function by itself, which names estimators and needs none."""

import tensorflow as tf
from tensorflow.contrib import tpu as contrib_tpu


def model_fn(features, labels, mode, params):
    assert mode == tf.estimator.ModeKeys.TRAIN
    logits = tf.layers.dense(features, params["classes"])
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


class MyEstimator(tf.estimator.Estimator):
    pass


spec = model_fn(tf.zeros([4, 3]), tf.zeros([4], tf.int32), tf.estimator.ModeKeys.TRAIN, {"classes": 2})
assert spec.loss.shape == ()
assert spec.mode == "train"
assert contrib_tpu.CrossShardOptimizer
