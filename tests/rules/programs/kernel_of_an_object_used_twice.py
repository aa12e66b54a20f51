import tensorflow as tf


class Net:
    def __init__(self):
        self.w1 = tf.Variable(tf.random_normal([4, 4]), name="w1")
        self.w2 = tf.Variable(tf.random_normal([4, 4]), name="w2")  # finds SI301

    def __call__(self, x):
        hidden = tf.nn.relu(x @ self.w1)
        return hidden @ self.w1


out = Net()(tf.placeholder(tf.float32, [None, 4]))
