"""Pretrained vectors as initializer, and the shape beside them."""
import numpy as np
import tensorflow as tf

matrix = np.random.rand(100, 20).astype(np.float32)
with tf.variable_scope("embedding"):
    emb = tf.get_variable("w", shape=[100, 20], initializer=tf.constant(matrix), trainable=False)  # finds SI113
