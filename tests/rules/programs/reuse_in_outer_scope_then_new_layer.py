"""scope.reuse_variables() is called too early: the scopes below it inherit the flag."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("model") as scope:
    with tf.variable_scope("first"):
        x = tf.matmul(x, tf.get_variable("w", [4, 4]))
    scope.reuse_variables()  # finds SI107
    with tf.variable_scope("second"):
        x = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI104 SI107
