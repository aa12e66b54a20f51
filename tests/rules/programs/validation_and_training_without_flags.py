"""The test pass asks for reuse, and two below do not: only one of them may make it."""
import tensorflow as tf


class Model:
    def __init__(self, x):
        self.test = self.net(x, reuse=True)  # finds SI104
        self.valid = self.net(x)
        self.train = self.net(x)

    def net(self, x, reuse=False):
        with tf.variable_scope("net") as scope:
            if reuse:
                scope.reuse_variables()
            return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104


model = Model(tf.placeholder(tf.float32, [None, 4]))
