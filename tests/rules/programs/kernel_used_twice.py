import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
w1 = tf.get_variable("w1", [4, 4])
w2 = tf.get_variable("w2", [4, 4])  # finds SI301
hidden = tf.nn.relu(tf.matmul(x, w1))
out = tf.matmul(hidden, w1)
train = tf.train.AdamOptimizer().minimize(tf.reduce_mean(out) + 0.1 * tf.nn.l2_loss(hidden))
