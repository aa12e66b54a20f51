"""Two networks of one function are left out of var_list: they are selected by their scopes, not by all their names."""
import tensorflow as tf


def network(x, name):
    with tf.variable_scope(name):
        for number in range(4):
            with tf.variable_scope("residual_%d" % number):
                x = tf.matmul(x, tf.get_variable("weights", [3, 3], initializer=tf.zeros_initializer()))
        return x


x = tf.placeholder(tf.float32, [None, 3])
judged = network(network(network(x, "generator_there"), "generator_back"), "discriminator")
loss = tf.reduce_mean(judged)
of_discriminator = tf.trainable_variables("discriminator/")
step = tf.train.AdamOptimizer().minimize(loss, var_list=of_discriminator)  # finds SI302
