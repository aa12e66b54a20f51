"""Sparse updates: an embedding and a sampled softmax."""
import tensorflow as tf

ids = tf.placeholder(tf.int64, [8])
labels = tf.placeholder(tf.int64, [8, 1])
table = tf.get_variable("table", [50, 4])
weights = tf.get_variable("weights", [50, 4])
biases = tf.get_variable("biases", [50], initializer=tf.zeros_initializer())
code = tf.nn.embedding_lookup(table, ids)
loss = tf.reduce_mean(tf.nn.sampled_softmax_loss(weights, biases, labels, code, 5, 50))
train = tf.train.AdagradOptimizer(0.1).minimize(loss)
