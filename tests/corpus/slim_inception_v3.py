"""Inception v3, from the package tf-slim, asked for by its name in TensorFlow 1: 388 variables, 196 trainable."""

import tensorflow as tf
from tensorflow.contrib import slim
from tensorflow.contrib.slim.nets import inception

images = tf.placeholder(tf.float32, [None, 299, 299, 3], name="images")
with slim.arg_scope(inception.inception_v3_arg_scope()):
    logits, end_points = inception.inception_v3(images)
