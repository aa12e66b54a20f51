"""ResNet-50 v2, from the package tf-slim, asked for by its name in TensorFlow 1: 272 variables, 174 trainable."""

import tensorflow as tf
from tensorflow.contrib import slim
from tensorflow.contrib.slim.nets import resnet_v2

images = tf.placeholder(tf.float32, [None, 224, 224, 3], name="images")
with slim.arg_scope(resnet_v2.resnet_arg_scope()):
    logits, end_points = resnet_v2.resnet_v2_50(images, 1000)
