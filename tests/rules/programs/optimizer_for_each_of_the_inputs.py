"""One net that is to learn from several inputs, by an optimizer for each: its rounds are to share."""
import tensorflow as tf


def net(x):
    return tf.matmul(x, tf.get_variable("w", [4, 2]))  # finds SI101


inputs = [tf.placeholder(tf.float32, [None, 4]) for _ in range(2)]
trains = []
for images in inputs:
    x = images / 255
    loss = tf.reduce_mean(net(x))  # finds SI101
    trains.append(tf.train.GradientDescentOptimizer(0.001).minimize(loss))
