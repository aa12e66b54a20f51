"""The same in two variable scopes."""
import tensorflow as tf


def network(state, name):
    with tf.variable_scope(name):
        hidden = tf.nn.relu(tf.layers.dense(state, 8, name="hidden"))
        return tf.layers.dense(hidden, 2, name="q")


q = network(tf.placeholder(tf.float32, [None, 4]), "online")
target_q = network(tf.placeholder(tf.float32, [None, 4]), "target")
pairs = zip(tf.trainable_variables("online/"), tf.trainable_variables("target/"))
copy = tf.group(*[theirs.assign(ours) for ours, theirs in pairs])
loss = tf.reduce_mean(tf.square(q - tf.stop_gradient(target_q)))
train = tf.train.AdamOptimizer(1e-3).minimize(loss, var_list=tf.trainable_variables("online/"))
