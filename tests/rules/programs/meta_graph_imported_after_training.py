"""One program trains, and then imports what it saved into the graph where the model still is."""
import os
import tempfile

import tensorflow as tf

checkpoint = os.path.join(tempfile.mkdtemp(), "model")
x = tf.placeholder(tf.float32, [None, 4], name="x")
y = tf.matmul(x, tf.get_variable("w", [4, 1]), name="y")  # finds SI103
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, checkpoint)

with tf.Session() as session:
    saver = tf.train.import_meta_graph(checkpoint + ".meta")  # finds SI103
    saver.restore(session, checkpoint)
