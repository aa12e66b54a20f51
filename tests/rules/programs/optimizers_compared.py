"""One model for each optimizer, to compare them: four models are meant, and told as a warning only."""
import tensorflow as tf


class Net:
    def __init__(self, opt):
        self.x = tf.placeholder(tf.float32, [None, 1])
        hidden = tf.layers.dense(self.x, 20, tf.nn.relu)
        self.loss = tf.reduce_mean(tf.square(tf.layers.dense(hidden, 1)))
        self.train = opt(0.01).minimize(self.loss)


sgd = Net(tf.train.GradientDescentOptimizer)
adam = Net(tf.train.AdamOptimizer)  # finds SI103
