"""Towers that switch reuse on for good, and an optimizer after the loop."""
import tensorflow as tf


def network(x):
    return tf.matmul(x, tf.get_variable("w", [4, 1]))


optimizer = tf.train.AdamOptimizer(1e-3)
gradients = []
for gpu in range(2):
    with tf.device("/gpu:%d" % gpu):
        loss = tf.reduce_mean(network(tf.placeholder(tf.float32, [2, 4])))
        tf.get_variable_scope().reuse_variables()  # finds SI106
        gradients.append(optimizer.compute_gradients(loss))
mean = [(tf.add_n([g for g, _ in pair]) / 2, pair[0][1]) for pair in zip(*gradients)]
train = optimizer.apply_gradients(mean)  # finds SI106
