"""A layer is told to share by its own argument, and there is nothing to share."""

import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
output = tf.layers.dense(x, 8, name="hidden", reuse=True)  # finds SI104
