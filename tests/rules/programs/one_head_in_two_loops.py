"""A loop for each GPU and one for each task, around one call."""
import tensorflow as tf


def head(x):
    w = tf.get_variable("w", [4, 4])  # finds SI101
    return tf.matmul(x, w)


outputs = []
for gpu in range(2):
    for task in range(3):
        x = tf.placeholder(tf.float32, [None, 4])
        outputs.append(head(x))  # finds SI101
