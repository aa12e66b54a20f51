"""What was decoded is encoded again, by the same encoder."""
import tensorflow as tf


def encode(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


def decode(z):
    return tf.matmul(z, tf.get_variable("v", [4, 4]))


decoded = decode(encode(tf.placeholder(tf.float32, [None, 4])))
code = encode(decoded)  # finds SI101
