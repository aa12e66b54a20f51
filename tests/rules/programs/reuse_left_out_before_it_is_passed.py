"""The second call leaves the flag out, which the third passes: that one is right as it is."""
import tensorflow as tf


def net(x, reuse=False):
    with tf.variable_scope("net", reuse=reuse):
        return tf.layers.dense(x, 4, name="fc")  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
train = net(x)
test = net(x)  # finds SI101
again = net(x, reuse=True)
