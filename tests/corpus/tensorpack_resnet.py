"""A small residual network out of the layers of the package tensorpack: 56 variables, 38 of them trainable."""

import tensorflow as tf
from tensorpack.models import BNReLU, Conv2D, FullyConnected, GlobalAvgPooling
from tensorpack.tfutils.tower import TowerContext

with TowerContext("", is_training=True):
    image = tf.placeholder(tf.float32, [None, 32, 32, 3], name="image")
    features = Conv2D("conv0", image, 16, 3)
    for block in range(8):
        with tf.variable_scope(f"block{block}"):
            features += BNReLU("bn", Conv2D("conv", features, 16, 3))
    features = GlobalAvgPooling("pool", BNReLU("last_bn", features))
    logits = FullyConnected("linear", features, 10)
