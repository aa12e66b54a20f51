"""Build a net of at least so many ops and train it in the graph: `net.py 20000`.

Written as TF1 models are: layers under variable scopes, a second tower that shares the first one's variables,
gradients and Adam. It runs under TensorFlow 1 and 2, recorded or not.
"""

import sys

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

# Gradients, Adam's updates and slots are that many times the ops of the towers.
TRAINED = 3.7


def dense(inputs, width):
    """Add a dense layer with a batch normalisation of its own."""
    weights = tf.get_variable("weights", [inputs.shape[1], width], initializer=tf.glorot_uniform_initializer())
    scale = tf.get_variable("scale", [width], initializer=tf.ones_initializer())
    shift = tf.get_variable("shift", [width], initializer=tf.zeros_initializer())
    mean, variance = tf.nn.moments(tf.matmul(inputs, weights), [0])
    return tf.nn.batch_normalization(tf.matmul(inputs, weights), mean, variance, shift, scale, 1e-3)


def block(inputs, number):
    """Add a residual block of two layers."""
    with tf.variable_scope("block_%d" % number):
        with tf.variable_scope("first"):
            hidden = tf.nn.relu(dense(inputs, 32))
        with tf.variable_scope("second"):
            return tf.nn.relu(inputs + dense(hidden, 16))


def tower(images, ops, blocks):
    """Add blocks until the graph has so many ops, or as many blocks as told."""
    graph, number, net = tf.get_default_graph(), 0, images
    while number != blocks if blocks else graph.version < ops:
        net = block(net, number)
        number += 1
    return net, number


wanted = int(sys.argv[1])
images = tf.placeholder(tf.float32, [None, 16], name="images")
with tf.variable_scope("net") as net:
    first, depth = tower(images, wanted / TRAINED / 2, 0)
    net.reuse_variables()
    second, depth = tower(-images, 0, depth)
loss = tf.reduce_mean(tf.square(first - second))
tf.train.AdamOptimizer(1e-3).minimize(loss, global_step=tf.train.get_or_create_global_step())
print("%d ops" % tf.get_default_graph().version)
