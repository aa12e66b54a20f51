"""An actor and a critic with layers of the same names; both calls of the critic ask for reuse, and none makes it."""
import tensorflow as tf


def actor(state):
    with tf.variable_scope("actor"):
        hidden = tf.layers.dense(state, 8, tf.nn.relu, name="hidden")
        return tf.layers.dense(hidden, 2, tf.nn.softmax, name="actions")


def critic(state, reuse=False):
    with tf.variable_scope("critic", reuse=reuse):  # finds SI104
        hidden = tf.layers.dense(state, 8, tf.nn.relu, name="hidden")  # finds SI104
        return tf.layers.dense(hidden, 1, name="value")


state, following = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 4])
actions = actor(state)
value = critic(state, reuse=True)  # finds SI104
next_value = critic(following, reuse=True)
