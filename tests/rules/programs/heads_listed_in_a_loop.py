"""One model on one input again, into a list that is only counted: no round works on what another one computed."""
import tensorflow as tf


def head(x, number):
    return tf.nn.dropout(tf.matmul(x, tf.get_variable("w", [4, 4])), rate=0.1 * (1 + number))  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
outs = []
for _ in range(2):
    outs.append(head(x, len(outs)))  # finds SI101
