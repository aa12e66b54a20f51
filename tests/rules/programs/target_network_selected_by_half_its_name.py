"""The target network is never updated: its scope is agent/target."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])


def net(name):
    with tf.variable_scope(name):
        return tf.matmul(x, tf.get_variable("w", [4, 2]))


with tf.variable_scope("agent"):
    loss = tf.reduce_sum(net("online") - tf.stop_gradient(net("target")))
online = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="agent/online")
target = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="target")  # finds SI207
updates = [old.assign(new) for old, new in zip(target, online)]
