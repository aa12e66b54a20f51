"""The target network of deep Q-learning, with the scope of the one that it follows."""
import tensorflow as tf


class Agent:
    def __init__(self):
        self.q = self.build(tf.placeholder(tf.float32, [None, 4]), "eval_net")  # finds SI101
        self.q_next = self.build(tf.placeholder(tf.float32, [None, 4]), "eval_net")  # finds SI101

    def build(self, state, scope):
        with tf.variable_scope(scope):
            return tf.matmul(state, tf.get_variable("w", [4, 2]))  # finds SI101


Agent()
