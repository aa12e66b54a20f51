"""The model is built in code, and imported over it to be restored: what is run was never restored."""
import os
import tempfile

import numpy as np
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    w = tf.get_variable("w", [4, 1])
    b = tf.get_variable("b", [1])
    return x, tf.add(tf.matmul(x, w), b, name="y")


checkpoint = os.path.join(tempfile.mkdtemp(), "model")
with tf.Graph().as_default(), tf.Session() as session:
    build()
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, checkpoint)

x, y = build()  # finds SI103
saver = tf.train.import_meta_graph(checkpoint + ".meta")  # finds SI103
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    saver.restore(session, checkpoint)
    session.run(y, {x: np.ones([2, 4])})
