"""The scope of a layer is counted from one by hand, and from the length of a list, which is one too."""
import tensorflow as tf


def conv(x, size):
    with tf.variable_scope("conv"):
        return tf.matmul(x, tf.get_variable("filter", [x.shape[1], size]))  # finds SI101


layers = []
with tf.variable_scope("generator"):
    with tf.variable_scope("encoder_1"):
        layers.append(conv(tf.placeholder(tf.float32, [None, 4]), 8))  # finds SI101
    with tf.variable_scope("encoder_%d" % len(layers)):
        layers.append(conv(layers[-1], 16))  # finds SI101
