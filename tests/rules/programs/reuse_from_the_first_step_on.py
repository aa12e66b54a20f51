"""Steps of a recurrent net that share from the first one on, which has nothing to share."""
import tensorflow as tf

inputs = tf.placeholder(tf.float32, [5, 3, 4])
state = tf.zeros([5, 4])
with tf.variable_scope("rnn"):
    for step in range(3):
        with tf.variable_scope("cell", reuse=(step >= 0)):  # finds SI104
            w = tf.get_variable("w", [8, 4])  # finds SI104
            state = tf.tanh(tf.matmul(tf.concat([inputs[:, step], state], 1), w))
