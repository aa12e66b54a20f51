"""ResNet-50, from the package tf-slim, asked for by its name in TensorFlow 1: 267 variables, 161 trainable."""

import tensorflow as tf
from tensorflow.contrib import slim
from tensorflow.contrib.slim.nets import resnet_v1

images = tf.placeholder(tf.float32, [None, 224, 224, 3], name="images")
with slim.arg_scope(resnet_v1.resnet_arg_scope()):
    logits, end_points = resnet_v1.resnet_v1_50(images, 1000)
