"""A GAN as a class: its saver and its optimizers ask for scopes from which the class's own is missing."""
import tensorflow as tf


class Gan:
    def __init__(self, name):
        with tf.variable_scope(name):
            self.x = tf.placeholder(tf.float32, [None, 4])
            with tf.variable_scope("generator"):
                fake = self.dense(self.x, 4)
            with tf.variable_scope("discriminator"):
                self.loss = tf.reduce_mean(self.dense(fake, 1))
        self.g_vars = self.trainable("generator")  # finds SI207
        self.d_vars = self.trainable("discriminator")  # finds SI207

    def dense(self, x, units):
        return tf.matmul(x, tf.get_variable("w", [x.shape[1], units]))

    def trainable(self, scope):
        return tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=scope)


gan = Gan("gan")
optimizer = tf.train.AdamOptimizer(1e-3)
grads = optimizer.compute_gradients(gan.loss, var_list=gan.d_vars)
