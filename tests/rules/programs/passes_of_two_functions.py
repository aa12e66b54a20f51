"""One function builds the pass for training, another that for the test, of the same variables."""
import tensorflow as tf


def train_net(x):
    w = tf.get_variable("w", [4, 4])  # finds SI101
    return tf.nn.dropout(tf.matmul(x, w), 0.5)


def test_net(x):
    w = tf.get_variable("w", [4, 4])  # finds SI101
    return tf.matmul(x, w)


x = tf.placeholder(tf.float32, [None, 4])
train = train_net(x)  # finds SI101
test = test_net(x)  # finds SI101
