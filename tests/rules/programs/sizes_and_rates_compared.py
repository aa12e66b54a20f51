"""The search for the best size and rate builds and trains a cell in each round of two loops."""
import tensorflow as tf


def build(hidden, rate):
    x = tf.placeholder(tf.float32, [None, 5, 4])
    out, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(hidden), x, dtype=tf.float32)  # finds SI101
    train = tf.train.GradientDescentOptimizer(rate).minimize(tf.reduce_mean(out))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())


for hidden in (2, 3):
    for rate in (0.1, 0.01):
        build(hidden, rate)  # finds SI101
