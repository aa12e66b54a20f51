"""Two networks of one function, of which the first asks for reuse: that the second does not is no help for it."""
import tensorflow as tf


def net(x, name, reuse=False):
    with tf.variable_scope(name, reuse=reuse):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104


x = tf.placeholder(tf.float32, [None, 4])
value = net(x, "critic", reuse=True)  # finds SI104
policy = net(x, "actor")
