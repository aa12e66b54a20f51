"""Workers that each make the same net, put in a list as they are made."""
import tensorflow as tf


class Worker(object):
    def __init__(self, number):
        self.number = number
        with tf.variable_scope("worker"):
            self.state = tf.placeholder(tf.float32, [None, 4])
            self.policy = tf.matmul(self.state, tf.get_variable("w", [4, 2]))  # finds SI101


workers = []
for number in range(3):
    workers.append(Worker(number))  # finds SI101
