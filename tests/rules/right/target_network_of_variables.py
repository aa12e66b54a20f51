"""Deep Q-learning: a second network of the same kind, into which the first is copied now and then."""
import tensorflow as tf


class Network:
    def __init__(self):
        self.state = tf.placeholder(tf.float32, [None, 4])
        self.w1 = tf.Variable(tf.random_normal([4, 8]), name="w1")
        self.w2 = tf.Variable(tf.random_normal([8, 2]), name="w2")
        self.q = tf.matmul(tf.nn.relu(tf.matmul(self.state, self.w1)), self.w2)


online = Network()
target = Network()
copy = [target.w1.assign(online.w1), target.w2.assign(0.99 * target.w2 + 0.01 * online.w2)]
