"""The second call is written over several lines."""
import tensorflow as tf


def encoder(x, size):
    return tf.layers.dense(
        x,
        size,
        activation=tf.nn.relu,
        name="encoder",
    )  # finds SI101


question = encoder(tf.placeholder(tf.float32, [None, 4]), 8)
answer = tf.nn.l2_normalize(
    encoder(  # as long as the question
        tf.placeholder(tf.float32, [None, 4]),
        8,
    ),
    1,
)  # finds SI101
