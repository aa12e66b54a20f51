"""Two towers, their losses and the decay of their weights added up: that is no flow from one to the other."""
import tensorflow as tf


def tower(x, y):
    w = tf.Variable(tf.random_normal([4, 2]), name="w")
    return tf.nn.l2_loss(tf.matmul(x, w) - y), 1e-4 * tf.nn.l2_loss(w)


loss1, decay1 = tower(tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 2]))  # finds SI102
loss2, decay2 = tower(tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 2]))  # finds SI102
total = tf.add_n([loss1, loss2, decay1, decay2])
