"""The second network is in a name scope, and no variable is called after it."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])


def net():
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        return tf.matmul(x, tf.get_variable("w", [4, 2]))


loss = tf.reduce_sum(net())
with tf.name_scope("copy"):
    loss += tf.reduce_sum(net())


def variables_of(scope):
    return tf.trainable_variables(scope)


assert variables_of("copy/") == []  # finds SI207
assert len(variables_of("net/")) == 1
