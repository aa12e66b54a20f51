"""A function that works out the name of its scope opens another one in each call: the second makes nothing for the first."""
import tensorflow as tf

scopes = []


def net(x, reuse=False):
    scope = "net_%d" % len(scopes)
    scopes.append(scope)
    with tf.variable_scope(scope, reuse=reuse):  # finds SI104
        return tf.matmul(x, tf.get_variable("w", [4, 4]))


x = tf.placeholder(tf.float32, [None, 4])
train = net(x, reuse=True)  # finds SI104
test = net(x)
