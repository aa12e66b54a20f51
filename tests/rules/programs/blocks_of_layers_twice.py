"""A network whose layers have no names, built for training and again for the test; its blocks run the same lines."""
import tensorflow as tf


def block(x, size):
    x = tf.layers.dense(x, size, activation=tf.nn.relu)
    return tf.layers.dense(x, size, activation=tf.nn.relu)


def network(x):
    x = block(x, 8)
    x = block(x, 4)
    return tf.layers.dense(x, 1)


x, test_x = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 4])
loss = tf.reduce_mean(tf.square(network(x)))  # finds SI102
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
predicted = tf.sigmoid(network(test_x))  # finds SI102
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    session.run(train, {x: [[1.0, 2.0, 3.0, 4.0]]})
    session.run(predicted, {test_x: [[1.0, 2.0, 3.0, 4.0]]})
