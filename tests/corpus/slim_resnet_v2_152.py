"""ResNet-152 v2, from the package tf-slim, asked for by its name in TensorFlow 1: 816 variables, 514 trainable."""

import tensorflow as tf
from tensorflow.contrib import slim
from tensorflow.contrib.slim.nets import resnet_v2

images = tf.placeholder(tf.float32, [None, 224, 224, 3], name="images")
with slim.arg_scope(resnet_v2.resnet_arg_scope()):
    logits, end_points = resnet_v2.resnet_v2_152(images, 1000)
