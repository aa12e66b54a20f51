# As it is left once the layer is shared: a scope for the second call would undo that.
import tensorflow as tf


class Model:
    def __init__(self, x):
        with tf.variable_scope("layer"):
            w = tf.get_variable("w", [4, 4])
        self.y = x @ w
        self.rate = tf.Variable(0.0, trainable=False)  # finds SI110


x = tf.placeholder(tf.float32, [None, 4])
model = Model(x)
with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):
    sampler = Model(x)  # finds SI102
