"""Workers of an actor-critic share a network that is made below them: a class has the flag."""
import tensorflow as tf


class Worker:
    def __init__(self, name, states, reuse=False):
        self.name = name
        with tf.variable_scope("global", reuse=reuse):
            hidden = tf.layers.dense(states, 8, name="hidden")  # finds SI104
            self.logits = tf.layers.dense(hidden, 2, name="logits")


states = tf.placeholder(tf.float32, [None, 4])
workers = []
for number in range(2):
    workers.append(Worker("worker_%d" % number, states, reuse=True))  # finds SI104
master = Worker("master", states)
