"""The class makes its variables when it is called; the lines below the second call make none."""
import tensorflow as tf


class Net(object):
    def __init__(self, x, keep):
        self.out = tf.matmul(x, tf.get_variable("w", [4, 2])) * keep  # finds SI101


validation = Net(tf.placeholder(tf.float32, [None, 4]), 1.0)  # finds SI101
net = Net(tf.placeholder(tf.float32, [None, 4]), 0.5)  # finds SI101
learned = tf.trainable_variables()
loss = tf.reduce_mean(tf.square(net.out))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=learned)
