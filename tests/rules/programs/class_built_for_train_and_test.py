"""Two instances of a model class, one to train and one to test, in one graph."""
import tensorflow as tf


class Model:
    def __init__(self, batch):
        self.x = tf.placeholder(tf.float32, [batch, 4])
        self.w = tf.get_variable("w", [4, 2])  # finds SI101
        self.y = tf.matmul(self.x, self.w)


train = Model(32)  # finds SI101
test = Model(1)  # finds SI101
