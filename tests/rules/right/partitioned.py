"""A variable in parts, shared."""
import tensorflow as tf


def lookup(ids):
    with tf.variable_scope("model", reuse=tf.AUTO_REUSE, partitioner=tf.fixed_size_partitioner(2)):
        return tf.nn.embedding_lookup(tf.get_variable("table", [10, 4]), ids, partition_strategy="div")


one, two = (lookup(tf.placeholder(tf.int64, [None])) for _ in range(2))
train = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_sum(one) + tf.reduce_sum(two))
