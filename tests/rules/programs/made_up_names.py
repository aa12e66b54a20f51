"""Nothing has a name, so the names depend on the order."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
hidden = tf.layers.dense(x, 8)  # finds SI202
output = tf.matmul(hidden, tf.Variable(tf.zeros([8, 2])))  # finds SI202
