# The other one is used in another way the second time, so nothing is said of that line.
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
w1 = tf.get_variable("w1", [4, 4])
w2 = tf.get_variable("w2", [4, 4])  # finds SI301
out = tf.matmul(x, w1)
loss = tf.reduce_mean(out) + tf.nn.l2_loss(w1)
