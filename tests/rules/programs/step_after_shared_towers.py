"""Towers that share by reuse on the root scope, and a counter that is made after them."""
import tensorflow as tf


def conv(x, name):
    w = tf.get_variable(name + "_w", [3, 3, int(x.shape[-1]), 8])
    return tf.nn.relu(tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME"))


def net(x):
    return conv(conv(x, "c1"), "c2")


opt = tf.train.AdamOptimizer(1e-3)
grads = []
for i in range(2):
    with tf.device("/gpu:%d" % i), tf.name_scope("gpu_%d" % i):
        loss = tf.reduce_mean(net(tf.placeholder(tf.float32, [2, 8, 8, 3])))
        tf.get_variable_scope().reuse_variables()  # finds SI104 SI107
        grads.append(opt.compute_gradients(loss))
mean = [(sum(g for g, _ in pair) / 2, pair[0][1]) for pair in zip(*grads)]
step = tf.get_variable("step", [], tf.int32, tf.zeros_initializer(), trainable=False)  # finds SI104
train = opt.apply_gradients(mean, global_step=step)
