"""A comprehension that is run again by a loop."""
import tensorflow as tf


def head(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


for gpu in range(2):
    outputs = [head(tf.placeholder(tf.float32, [None, 4])) for _ in range(3)]  # finds SI101
