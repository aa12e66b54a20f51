"""The variables to train are picked by a scope's name without that of the scope around it."""
import tensorflow as tf


class Gan:
    def __init__(self):
        x = tf.placeholder(tf.float32, [None, 4])
        with tf.variable_scope("model"), tf.variable_scope("generator"):
            y = tf.matmul(x, tf.get_variable("w", [4, 2]))
        t_vars = tf.trainable_variables()
        self.g_vars = [v for v in t_vars if v.name.startswith("generator/")]
        loss = tf.reduce_mean(tf.square(y))
        self.train = tf.train.AdamOptimizer().minimize(loss, var_list=self.g_vars)  # finds SI902


Gan()
