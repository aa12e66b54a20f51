"""The first object asks for reuse; what another one builds below has a scope of its own, and makes nothing for it."""
import tensorflow as tf


class Net:
    def __init__(self, scope):
        self.scope = scope

    def build(self, x, reuse=False):
        with tf.variable_scope(self.scope, reuse=reuse):  # finds SI104
            return tf.matmul(x, tf.get_variable("w", [4, 4]))


x = tf.placeholder(tf.float32, [None, 4])
actor, critic = Net("actor"), Net("critic")
policy = actor.build(x, reuse=True)  # finds SI104
value = critic.build(x)
