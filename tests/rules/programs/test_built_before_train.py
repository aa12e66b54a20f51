"""The evaluation model is built first, and there is nothing to share yet."""
import tensorflow as tf


def model(x, reuse):
    with tf.variable_scope("model", reuse=reuse):  # finds SI104
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104


x = tf.placeholder(tf.float32, [None, 4])
test = model(x, reuse=True)
train = model(x, reuse=False)
