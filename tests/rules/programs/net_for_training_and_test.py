"""A net of unnamed layers, built once to train and once to test."""
import tensorflow as tf


def net(x, training):
    h = tf.layers.conv2d(x, 8, 3)
    h = tf.layers.batch_normalization(h, training=training)
    h = tf.nn.relu(h)
    return tf.layers.dense(tf.layers.flatten(h), 10)


x = tf.placeholder(tf.float32, [None, 28, 28, 1])
y = tf.placeholder(tf.int64, [None])
train_logits = net(x, True)  # finds SI103
test_logits = net(x, False)  # finds SI103
loss = tf.losses.sparse_softmax_cross_entropy(y, train_logits)
train_op = tf.train.AdamOptimizer().minimize(loss)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(test_logits, 1), y), tf.float32))
