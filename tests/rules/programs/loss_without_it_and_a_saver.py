"""A head whose output never enters the loss, in a script that saves: its saver's assignments are no training."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
logits = tf.matmul(x, tf.get_variable("logits", [4, 2]))
with tf.variable_scope("auxiliary"):
    auxiliary = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 1])))  # finds SI302
with tf.variable_scope("resource", use_resource=True):
    resource = tf.reduce_sum(tf.matmul(x, tf.get_variable("w", [4, 3])))  # finds SI302
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(logits))  # finds SI302
saver = tf.train.Saver()
best = tf.train.Saver(max_to_keep=1)
