"""Resource variables of one name are one in memory, so what is imported over them restores them, too."""
import os
import tempfile

import numpy as np
import tensorflow as tf


def build():
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    w = tf.get_variable("w", [4, 1], use_resource=True)
    b = tf.get_variable("b", [1], use_resource=True)
    return x, tf.add(tf.matmul(x, w), b, name="y")


checkpoint = os.path.join(tempfile.mkdtemp(), "model")
with tf.Graph().as_default(), tf.Session() as session:
    build()
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, checkpoint)

x, y = build()
saver = tf.train.import_meta_graph(checkpoint + ".meta")
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    saver.restore(session, checkpoint)
    x_1, y_1 = map(tf.get_default_graph().get_tensor_by_name, ("x_1:0", "y_1:0"))
    value = np.ones([2, 4])
    np.testing.assert_array_equal(*session.run([y, y_1], {x: value, x_1: value}))
