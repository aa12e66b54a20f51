"""Objects that count themselves open a scope each: the second one makes nothing that the first one could share."""
import tensorflow as tf


class Worker:
    count = 0

    def __init__(self, x, reuse=False):
        Worker.count += 1
        self.scope = "worker_%d" % Worker.count
        with tf.variable_scope(self.scope, reuse=reuse):  # finds SI104
            self.out = tf.matmul(x, tf.get_variable("w", [4, 4]))


x = tf.placeholder(tf.float32, [None, 4])
first = Worker(x, reuse=True)  # finds SI104
second = Worker(x)
