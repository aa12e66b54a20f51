"""A part of tf.contrib under a name of its own."""

import tensorflow as tf
import tensorflow.contrib.layers as layers
import tensorflow.contrib.slim as slim

with slim.arg_scope([slim.conv2d], weights_regularizer=layers.l2_regularizer(0.1)):
    slim.conv2d(tf.zeros([1, 8, 8, 3]), 4, [3, 3], scope="conv")
assert [variable.op.name for variable in slim.get_model_variables()] == ["conv/weights", "conv/biases"]
assert len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)) == 1
