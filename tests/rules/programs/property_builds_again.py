"""A property that builds the model each time it is read."""
import tensorflow as tf


class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 4])

    @property
    def prediction(self):
        w = tf.Variable(tf.truncated_normal([4, 2]), name="w")
        b = tf.Variable(tf.zeros([2]), name="b")
        return tf.nn.softmax(tf.matmul(self.x, w) + b)

    @property
    def cost(self):
        return -tf.reduce_sum(self.prediction)  # finds SI103

    @property
    def optimize(self):
        return tf.train.RMSPropOptimizer(0.03).minimize(self.cost)

    @property
    def error(self):
        return tf.reduce_mean(tf.argmax(self.prediction, 1))  # finds SI103


model = Model()
with tf.Session() as sess:
    optimize, error = model.optimize, model.error
    sess.run(tf.global_variables_initializer())
