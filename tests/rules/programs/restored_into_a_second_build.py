"""A model that is built again to restore it: its names have numbers, which the checkpoint does not know."""
import os
import tempfile

import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4])
    weights = tf.Variable(tf.zeros([4, 1]), name="weights")
    return tf.matmul(x, weights)


with tempfile.TemporaryDirectory() as folder:
    score = build()  # finds SI103
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, os.path.join(folder, "model"))
    score = build()  # finds SI103
    saver = tf.train.Saver()
    with tf.Session() as session:
        saver.restore(session, path)  # finds SI902
