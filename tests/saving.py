"""Saves checkpoints of all kinds: `python saving.py FOLDER`. Python 3.7 syntax."""

import sys

import tensorflow

tf = tensorflow.compat.v1
if not tensorflow.__version__.startswith("1."):
    tf.disable_v2_behavior()

folder = sys.argv[1]
with tf.variable_scope("enc"):
    w = tf.get_variable("w", [3, 4])
    half = tf.get_variable("half", [4], dtype=tf.float16)
again = tf.get_variable("v1_5", [2])
near = tf.get_variable("conv_weight", [2, 2])
parts = tf.get_variable("parts", [6, 2], partitioner=tf.fixed_size_partitioner(3))
step = tf.train.get_or_create_global_step()
averages = tf.train.ExponentialMovingAverage(0.9).apply([w])
loss = tf.reduce_sum(w) + tf.reduce_sum(again)
train = tf.train.AdamOptimizer().minimize(loss, global_step=step)
with tf.variable_scope("training"):
    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, var_list=[w])
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    saver = tf.train.Saver(sharded=True, save_relative_paths=True)
    for number in (1, 2):
        saver.save(session, folder + "/named/model.ckpt", global_step=number)
    tf.saved_model.simple_save(session, folder + "/saved_model", {"x": step}, {"y": w})
with tf.Graph().as_default(), tf.Session() as session:
    kept = tf.train.Checkpoint(encoder=tf.Variable(tf.zeros([5]), name="encoder_name"))
    session.run(tf.global_variables_initializer())
    kept.save(folder + "/objects/model", session=session)
