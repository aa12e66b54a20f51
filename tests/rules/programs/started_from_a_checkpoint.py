"""Weights that start from a checkpoint, or from an array, and that the loss does not depend on."""
import os
import tempfile

import numpy as np
import tensorflow as tf

checkpoint = os.path.join(tempfile.mkdtemp(), "model")
with tf.Graph().as_default(), tf.Session() as session:
    tf.get_variable("old/w", initializer=tf.zeros([4, 1]))
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, checkpoint)

x = tf.placeholder(tf.float32, [None, 4])
logits = tf.matmul(x, tf.get_variable("logits", [4, 2]))
with tf.variable_scope("new"):
    loaded = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))  # finds SI302
tf.train.init_from_checkpoint(checkpoint, {"old/": "new/"})
table = tf.get_variable("table", [4, 3])  # finds SI302
set_table = table.assign(np.ones([4, 3], np.float32))
looked_up = tf.reduce_sum(tf.matmul(x, table))
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(logits))  # finds SI302
