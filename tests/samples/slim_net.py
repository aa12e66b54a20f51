"""Build one of the tf-slim nets by name: `slim_net.py resnet_v1_50`.

A real model of hundreds of variables, written as TF1 code, for recordings and plain runs to agree on.
"""

import sys

import tensorflow as tf

if not tf.__version__.startswith("1."):
    # tf-slim's batch_norm looks for the legacy layers where tf-keras no longer keeps them.
    import tf_keras.src.legacy_tf_layers

    sys.modules.setdefault("tf_keras.legacy_tf_layers", tf_keras.src.legacy_tf_layers)

import tf_slim as slim
from tf_slim.nets import inception, resnet_utils, resnet_v1, resnet_v2, vgg

NETS = {
    "vgg_16": (vgg.vgg_16, vgg.vgg_arg_scope, 224),
    "inception_v1": (inception.inception_v1, inception.inception_v1_arg_scope, 224),
    "inception_v3": (inception.inception_v3, inception.inception_v3_arg_scope, 299),
    "resnet_v1_50": (resnet_v1.resnet_v1_50, resnet_utils.resnet_arg_scope, 224),
    "resnet_v2_50": (resnet_v2.resnet_v2_50, resnet_utils.resnet_arg_scope, 224),
    "resnet_v2_152": (resnet_v2.resnet_v2_152, resnet_utils.resnet_arg_scope, 224),
}

net, arg_scope, size = NETS[sys.argv[1]]
images = tf.placeholder(tf.float32, [None, size, size, 3], name="images")
with slim.arg_scope(arg_scope()):
    logits, end_points = net(images, num_classes=1000)
