"""VGG-16, from the package tf-slim, asked for by its name in TensorFlow 1: 32 variables."""

import tensorflow as tf
from tensorflow.contrib import slim
from tensorflow.contrib.slim.nets import vgg

images = tf.placeholder(tf.float32, [None, 224, 224, 3], name="images")
with slim.arg_scope(vgg.vgg_arg_scope()):
    logits, end_points = vgg.vgg_16(images)
