"""Two classes call their layers alike: they are no two passes through one network."""
import tensorflow as tf


class Actor:
    def __init__(self, x):
        hidden = tf.layers.dense(x, 8, name="hidden")  # finds SI101
        self.out = tf.layers.dense(hidden, 2, name="out")


class Critic:
    def __init__(self, x):
        hidden = tf.layers.dense(x, 8, name="hidden")  # finds SI101
        self.out = tf.layers.dense(hidden, 2, name="out")


x = tf.placeholder(tf.float32, [None, 4])
actor = Actor(x)  # finds SI101
critic = Critic(x)  # finds SI101
