"""A scope was put around the model; the checkpoint is from before."""
import os
import tempfile

import tensorflow as tf

os.chdir(tempfile.mkdtemp())


def network():
    return tf.get_variable("weights", [4])


with tf.Graph().as_default(), tf.Session() as session:
    network()
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, "./old model")

with tf.variable_scope("features"):
    network()
with tf.Session() as session:
    tf.train.Saver().restore(session, "./old model")  # finds SI902
