"""Random network distillation: one network learns what another one, which is fixed, makes of the input."""
import tensorflow as tf


def net(x, name):
    with tf.variable_scope(name):
        hidden = tf.layers.dense(x, 8, tf.nn.relu, name="hidden")
        return tf.layers.dense(hidden, 4, name="out")


x = tf.placeholder(tf.float32, [None, 4])
fixed = tf.stop_gradient(net(x, "rnd/fixed_target"))
predicted = net(x, "rnd/predictor")
tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(fixed - predicted)))
