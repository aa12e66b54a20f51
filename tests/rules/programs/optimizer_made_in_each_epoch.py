"""An optimizer that is made in the training loop."""
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
w = tf.get_variable("w", [3, 1])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1))
with tf.Session() as sess:
    for epoch in range(5):
        train = tf.train.AdamOptimizer(0.01).minimize(loss)  # finds SI305
        sess.run(tf.global_variables_initializer())
        sess.run(train, {x: np.ones([2, 3])})
