"""One function builds the model, another one opens a session and trains it; a loop calls both for each rate."""
import tensorflow as tf


def build(rate):
    x = tf.placeholder(tf.float32, [None, 4], "x")
    w = tf.get_variable("w", [4, 1])  # finds SI101
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    return x, loss, tf.train.AdamOptimizer(rate).minimize(loss)


def train(x, loss, step):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step, {x: [[1, 2, 3, 4]]})
        return session.run(loss, {x: [[1, 2, 3, 4]]})


for rate in [0.1, 0.01]:
    x, loss, step = build(rate)  # finds SI101
    train(x, loss, step)
