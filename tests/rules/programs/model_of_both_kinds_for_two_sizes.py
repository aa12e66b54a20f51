"""A model for training and one for tests, which are to share: what tf.Variable makes would not be, under reuse."""
import tensorflow as tf


class Model:
    def __init__(self, batch):
        self.x = tf.placeholder(tf.float32, [batch, 4])
        self.weights = tf.Variable(tf.zeros([4, 8]), name="weights")
        with tf.variable_scope("net"):
            self.out = tf.get_variable("out", [8, 2])  # finds SI101
        self.score = tf.matmul(tf.matmul(self.x, self.weights), self.out)


train = Model(32)  # finds SI101 SI102
test = Model(1)  # finds SI101 SI102
