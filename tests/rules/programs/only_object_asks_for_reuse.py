"""The only object of a class asks for reuse."""
import tensorflow as tf


class Net:
    def __init__(self, x, reuse=False):
        with tf.variable_scope("net", reuse=reuse):
            self.out = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104


net = Net(tf.placeholder(tf.float32, [None, 4]), reuse=True)  # finds SI104
