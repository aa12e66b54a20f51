"""A function that is called at each step builds its ops anew."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
logits = tf.matmul(x, tf.get_variable("w", [2, 2]))


def accuracy(session, batch):
    hits = tf.equal(tf.argmax(logits, 1), 0)  # finds SI305
    return session.run(tf.reduce_mean(tf.cast(hits, tf.float32)), {x: batch})  # finds SI305


with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(5):
        accuracy(session, [[1.0, 2.0]])
