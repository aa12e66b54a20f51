"""A head for each input, and that twice: one comprehension in another, both of which run the call again."""
import tensorflow as tf


def head(x):
    return tf.matmul(x, tf.get_variable("w", [4, 2]))  # finds SI101


inputs = [tf.placeholder(tf.float32, [None, 4]) for _ in range(2)]
heads = [[head(x) for x in inputs] for _ in range(2)]  # finds SI101
