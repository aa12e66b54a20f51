"""The towers of the CIFAR-10 tutorial: reuse at the scope of the moment, after the first."""
import tensorflow as tf


def tower(x):
    with tf.variable_scope("conv"):
        w = tf.get_variable("w", [3, 3, 3, 4], initializer=tf.truncated_normal_initializer(stddev=0.1))
        return tf.reduce_mean(tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME"))


optimizer = tf.train.GradientDescentOptimizer(0.1)
gradients = []
with tf.variable_scope(tf.get_variable_scope()):
    for number in range(3):
        with tf.name_scope("tower_%d" % number):
            loss = tower(tf.placeholder(tf.float32, [None, 8, 8, 3]))
            tf.get_variable_scope().reuse_variables()
            gradients.append(optimizer.compute_gradients(loss))
mean = [(tf.add_n([g for g, _ in pairs]) / 3.0, pairs[0][1]) for pairs in zip(*gradients)]
train = optimizer.apply_gradients(mean)
