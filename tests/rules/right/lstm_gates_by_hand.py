"""The gates of a cell written out: four of a shape, beside each other."""
import tensorflow as tf


def gate():
    return tf.Variable(tf.random_normal([4, 4]), name="w"), tf.Variable(tf.random_normal([4, 4]), name="u")


gates = [gate(), gate(), gate(), gate()]
state = cell = tf.zeros([2, 4])
for x in [tf.placeholder(tf.float32, [2, 4]) for _ in range(3)]:
    i, f, o, c = (tf.matmul(x, w) + tf.matmul(state, u) for w, u in gates)
    cell = tf.sigmoid(f) * cell + tf.sigmoid(i) * tf.tanh(c)
    state = tf.sigmoid(o) * tf.tanh(cell)
