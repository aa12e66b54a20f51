"""As in A3C: classes take a flag for the scope that their objects share, beside one that each has for itself."""
import tensorflow as tf


class PolicyEstimator:
    def __init__(self, reuse=False):
        states = tf.placeholder(tf.float32, [None, 4])
        with tf.variable_scope("shared", reuse=reuse):
            hidden = tf.matmul(states, tf.get_variable("w", [4, 4]))
        with tf.variable_scope("policy"):
            loss = tf.reduce_sum(tf.layers.dense(hidden, 2))
        self.train_op = tf.train.AdamOptimizer(name="policy").minimize(loss)


class ValueEstimator:
    def __init__(self, reuse=False):
        states = tf.placeholder(tf.float32, [None, 4])
        with tf.variable_scope("shared", reuse=reuse):
            hidden = tf.matmul(states, tf.get_variable("w", [4, 4]))  # finds SI101
        with tf.variable_scope("value"):
            loss = tf.reduce_sum(tf.layers.dense(hidden, 1))
        self.train_op = tf.train.AdamOptimizer(name="value").minimize(loss)


policy = PolicyEstimator()
value = ValueEstimator()  # finds SI101
