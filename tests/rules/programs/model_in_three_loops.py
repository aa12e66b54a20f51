"""Three loops, of which one can't be numbered by what it counts."""
import tensorflow as tf


def model(x):
    return tf.matmul(x, tf.get_variable("w", [4, 1]))  # finds SI101


for epoch in range(2):
    for x in [tf.ones([2, 4]), tf.zeros([2, 4])]:
        for i in range(2):
            loss = tf.reduce_sum(model(x))  # finds SI101
