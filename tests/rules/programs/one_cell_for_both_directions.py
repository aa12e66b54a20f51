"""Both directions of a reader are one cell; TensorFlow has refused that once, and is silent by now."""
import tensorflow as tf

words = tf.placeholder(tf.float32, [None, 12, 50])
with tf.variable_scope("reader"):
    cell = tf.nn.rnn_cell.GRUCell(32)  # finds SI114
    (forward, backward), _ = tf.nn.bidirectional_dynamic_rnn(cell, cell, words, dtype=tf.float32)  # finds SI114
    loss = tf.reduce_mean(forward + backward)
tf.train.GradientDescentOptimizer(0.1).minimize(loss)
