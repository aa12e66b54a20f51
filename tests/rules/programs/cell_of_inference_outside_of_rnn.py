"""For the inference a cell runs in the decoder's scope, where dynamic_rnn had made its variables in one more."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [8, 12, 16])
y = tf.placeholder(tf.float32, [8, 12, 16])
with tf.variable_scope("decoder"):
    outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(16), x, dtype=tf.float32)
with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
    cell = tf.nn.rnn_cell.GRUCell(16)
    state = cell.zero_state(8, tf.float32)
    token, state = cell(x[:, 0], state)  # finds SI302
loss = tf.losses.mean_squared_error(y, outputs)
tf.train.AdamOptimizer().minimize(loss)
