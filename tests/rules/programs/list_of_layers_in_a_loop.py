"""Layers, each on the last one in a list, to which it is added."""
import tensorflow as tf


def layer(x):
    return tf.nn.relu(tf.matmul(x, tf.get_variable("w", [4, 4])))  # finds SI101


outs = [tf.placeholder(tf.float32, [None, 4])]
for i in range(2):
    outs.append(layer(outs[i]))  # finds SI101
