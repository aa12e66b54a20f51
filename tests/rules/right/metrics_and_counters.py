"""Local variables of metrics, counters and a learning rate: nothing that is trained."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
labels = tf.placeholder(tf.int64, [None])
logits = tf.matmul(x, tf.get_variable("w", [4, 3]))
with tf.variable_scope("metrics", reuse=tf.AUTO_REUSE):
    accuracy = tf.metrics.accuracy(labels, tf.argmax(logits, 1))
    precision = tf.metrics.precision(labels > 0, tf.argmax(logits, 1) > 0)
seen = tf.Variable(0, trainable=False, name="seen")
count = seen.assign_add(tf.shape(x)[0])
step = tf.train.get_or_create_global_step()
rate = tf.train.exponential_decay(0.1, step, 100, 0.9)
loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
train = tf.train.GradientDescentOptimizer(rate).minimize(loss, step)
averages = tf.train.ExponentialMovingAverage(0.99).apply(tf.trainable_variables())
