"""The towers share; it is the loop over the tasks inside of them that makes one name again."""
import tensorflow as tf


def head(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


outputs = []
for gpu in range(2):
    with tf.variable_scope("tower", reuse=gpu > 0):
        for task in ["a", "b"]:
            outputs.append(head(tf.placeholder(tf.float32, [None, 4])))  # finds SI101
