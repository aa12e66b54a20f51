"""A decoder makes two layers without names at every step; a name that TensorFlow numbers would be taken by the other."""

import tensorflow as tf

steps = tf.placeholder(tf.float32, [2, 3, 4])
outputs = []
for step in range(3):
    hidden = tf.layers.dense(steps[:, step], 5)  # finds SI102
    outputs.append(tf.layers.dense(hidden, 6))  # finds SI102
tf.stack(outputs)
