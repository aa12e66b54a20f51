# The object is made again, where the same one was to be used: its variables stay as they were initialized.
import tensorflow as tf


class Net:
    def __init__(self):
        with tf.variable_scope("net"):
            self.filter = tf.Variable(tf.random_normal([4, 4]), name="filter")  # finds SI302
            self.out = tf.Variable(tf.random_normal([4, 1]), name="out")
            self.left = tf.Variable(tf.random_normal([4, 1]), name="left")  # finds SI301 SI302

    def loss(self, batch):
        return tf.reduce_mean(batch @ self.filter @ self.out)

    def beside(self, batch):
        return batch @ self.left


x = tf.placeholder(tf.float32, [None, 4])
net = Net()
loss, beside = net.loss(x), net.beside(x)
test_net = Net()  # finds SI302
test_loss = test_net.loss(x)
train = tf.train.AdamOptimizer().minimize(loss)
