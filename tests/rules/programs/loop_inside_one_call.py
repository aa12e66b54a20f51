"""The function that is called once has the loop in it: its lines ran again, and not the call."""
import tensorflow as tf


def towers(inputs):
    outputs = []
    for one in inputs:
        w = tf.Variable(tf.zeros([4, 4]), name="w")  # finds SI102
        b = tf.Variable(tf.zeros([4]), name="b")  # finds SI102
        outputs.append(tf.matmul(one, w) + b)
    return outputs


outputs = towers([tf.placeholder(tf.float32, [None, 4]) for _ in range(3)])
