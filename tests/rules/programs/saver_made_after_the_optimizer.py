"""The checkpoint is of the model alone; the saver that is to restore it is made when there are slots, too."""
import os
import tempfile

import tensorflow as tf


def net(x):
    with tf.variable_scope("net"):
        return tf.matmul(x, tf.get_variable("w", [4, 1]))


path = os.path.join(tempfile.mkdtemp(), "model")
with tf.Graph().as_default(), tf.Session() as session:
    net(tf.placeholder(tf.float32, [None, 4]))
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, path)

loss = tf.reduce_mean(net(tf.placeholder(tf.float32, [None, 4])))
train = tf.train.MomentumOptimizer(0.01, 0.9).minimize(loss)
saver = tf.train.Saver(tf.global_variables("net"))
with tf.Session() as session:
    saver.restore(session, path)  # finds SI902
