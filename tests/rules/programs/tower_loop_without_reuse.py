"""One model for each GPU, and nobody switches reuse on after the first."""
import tensorflow as tf


def model(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


x = tf.placeholder(tf.float32, [2, 4])
for gpu in range(2):
    with tf.name_scope("tower_%d" % gpu):
        model(x)  # finds SI101
