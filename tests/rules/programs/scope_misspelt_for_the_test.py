"""A slip in the name of a layer's scope: the net that is tested has one that nobody has trained."""
import tensorflow as tf


def dense(inputs, units, scope):
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        kernel = tf.get_variable("kernel", [inputs.shape[1], units])  # finds SI302
        return tf.nn.relu(tf.matmul(inputs, kernel))


def classify(inputs):
    return dense(dense(dense(inputs, 8, "input"), 8, "hidden"), 3, "scores")


def evaluate(inputs):
    return dense(dense(dense(inputs, 8, "input"), 8, "hiden"), 3, "scores")


inputs = tf.placeholder(tf.float32, [None, 4])
labels = tf.placeholder(tf.int64, [None])
loss = tf.losses.sparse_softmax_cross_entropy(labels, classify(inputs))
tf.train.AdamOptimizer().minimize(loss)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(evaluate(inputs), 1), labels), tf.float32))
