"""A class that makes its optimizer, built for training and then for a test: no scope around the test helps."""
import tensorflow as tf


class Model(object):
    def __init__(self, x):
        self.loss = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))
        with tf.name_scope("train"):
            optimizer = tf.train.AdamOptimizer(0.1)
            self.train_op = optimizer.minimize(self.loss)  # finds SI106


train = Model(tf.placeholder(tf.float32, [None, 4]))
tf.get_variable_scope().reuse_variables()  # finds SI106
test = Model(tf.placeholder(tf.float32, [None, 4]))
