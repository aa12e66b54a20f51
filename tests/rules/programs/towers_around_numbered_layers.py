"""The layers have scopes of their own; it is the loop around them that makes them again."""
import tensorflow as tf


def network(x):
    for number in range(3):
        with tf.variable_scope("layer%d" % number):
            x = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101
    return x


losses = []
for gpu in range(2):
    with tf.device("/gpu:%d" % gpu):
        losses.append(tf.reduce_sum(network(tf.placeholder(tf.float32, [2, 4]))))  # finds SI101
