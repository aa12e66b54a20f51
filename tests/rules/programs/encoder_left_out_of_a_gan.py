"""Two optimizers choose by name what they train; the second one leaves out the encoder, and a layer beside its own."""
import tensorflow as tf


def layer(name, x, size):
    with tf.variable_scope(name):
        return tf.matmul(x, tf.get_variable("w", [x.shape.as_list()[1], size]))


def discriminator(x):
    with tf.variable_scope("judge", reuse=tf.AUTO_REUSE):
        return layer("d_score", x, 1)


images = tf.placeholder(tf.float32, [None, 8])
code = layer("encoder", images, 4)
with tf.variable_scope("draw"):
    drawn, classes = layer("g_pixels", code, 8), layer("classes", images, 3)
real, fake = discriminator(images), discriminator(drawn)
d_loss = tf.reduce_mean(tf.nn.softplus(-real) + tf.nn.softplus(fake))
g_loss = tf.reduce_mean(tf.nn.softplus(-fake)) + tf.reduce_mean(tf.square(classes))
d_vars = [one for one in tf.trainable_variables() if "d_score" in one.name]
g_vars = [one for one in tf.trainable_variables() if "g_" in one.name]
d_train = tf.train.GradientDescentOptimizer(0.1).minimize(d_loss, var_list=d_vars)
g_train = tf.train.GradientDescentOptimizer(0.1).minimize(g_loss, var_list=g_vars)  # finds SI302
