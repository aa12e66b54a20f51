"""Of the calls that led to the variable, the outermost is in a loop: that is the line that ran again."""
import tensorflow as tf


def weighted(x):
    return tf.matmul(x, tf.Variable(tf.zeros([4, 4]), name="w"))


def network(x):
    return tf.nn.relu(weighted(x))


for number in range(3):
    y = network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
