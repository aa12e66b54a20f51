"""Two networks of one function, and a later call that shares the wrong one: the name of its scope is an argument."""
import tensorflow as tf


def net(x, scope, reuse=False):
    with tf.variable_scope(scope, reuse=reuse):
        w = tf.get_variable("w", [x.shape.as_list()[1], 4])  # finds SI105
        return tf.matmul(x, w)


images = net(tf.placeholder(tf.float32, [None, 8]), "images")  # finds SI105
texts = net(tf.placeholder(tf.float32, [None, 16]), "texts")
more_texts = net(tf.placeholder(tf.float32, [None, 16]), "images", reuse=True)  # finds SI105
