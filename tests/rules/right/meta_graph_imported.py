"""What was saved is imported where nothing is, under a scope of its own, and beside what is new."""
import os
import tempfile

import tensorflow as tf

checkpoint = os.path.join(tempfile.mkdtemp(), "model")
with tf.Graph().as_default(), tf.Session() as session:
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    tf.nn.relu(tf.matmul(x, tf.get_variable("w", [4, 1])), name="y")
    session.run(tf.global_variables_initializer())
    tf.train.Saver().save(session, checkpoint)

saver = tf.train.import_meta_graph(checkpoint + ".meta")
y = tf.get_default_graph().get_tensor_by_name("y:0")
again = tf.train.import_meta_graph(checkpoint + ".meta", import_scope="teacher")
head = tf.get_variable("head", [1, 1])
loss = tf.reduce_mean(tf.square(tf.matmul(y, head) - tf.get_default_graph().get_tensor_by_name("teacher/y:0")))
train = tf.train.AdamOptimizer().minimize(loss, var_list=[head])
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    saver.restore(session, checkpoint)
    again.restore(session, checkpoint)
