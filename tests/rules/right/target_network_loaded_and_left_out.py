"""A target network that var_list leaves out, and that the script fills."""
import numpy as np
import tensorflow as tf

states = tf.placeholder(tf.float32, [None, 4])


def net(x):
    hidden = tf.layers.dense(x, 8, tf.nn.relu, name="hidden")
    return tf.layers.dense(hidden, 2, name="out")


with tf.variable_scope("q"):
    values = net(states)
with tf.variable_scope("target"):
    wanted = net(states)
loss = tf.reduce_mean(tf.square(values - wanted))
train = tf.train.AdamOptimizer().minimize(loss, var_list=tf.trainable_variables("q/"))
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for one, copy in zip(tf.trainable_variables("q/"), tf.trainable_variables("target/")):
        copy.load(session.run(one), session)
    session.run(train, {states: np.zeros([1, 4])})
