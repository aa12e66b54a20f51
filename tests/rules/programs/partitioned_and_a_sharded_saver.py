"""A partitioned variable beyond a gradient that ends, in a script that saves in shards."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("first", partitioner=tf.fixed_size_partitioner(2)):
    first = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI302
logits = tf.matmul(tf.stop_gradient(first), tf.get_variable("logits", [4, 2]))  # finds SI302
train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(logits))  # finds SI302
saver = tf.train.Saver(sharded=True)
