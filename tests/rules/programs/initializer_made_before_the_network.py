"""The initializer of all variables is made in the constructor, and the network after it."""
import tensorflow as tf


class Regression:
    def __init__(self):
        self.session = tf.Session()
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.session.run(tf.global_variables_initializer())

    def build(self):
        with tf.variable_scope("regression"):
            self.y = tf.matmul(self.x, tf.get_variable("w", [3, 1]))

    def train(self):
        for _ in range(2):
            self.session.run(self.y, {self.x: [[1.0, 2.0, 3.0]]})  # finds SI902


model = Regression()
model.build()
model.train()
