"""Two calls in one statement, and a loop around it."""
import tensorflow as tf


def head(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


for gpu in range(2):
    a, b = head(tf.placeholder(tf.float32, [None, 4])), head(tf.placeholder(tf.float32, [None, 4]))  # finds SI101
