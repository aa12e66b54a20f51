"""Nobody ever gives a target network what the other one learned; its values come back through a placeholder."""
import tensorflow as tf

state = tf.placeholder(tf.float32, [None, 4])
wanted = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope("agent"):
    with tf.variable_scope("current"):
        hidden = tf.layers.dense(state, 8, tf.nn.relu, name="hidden")
        learned = tf.layers.dense(hidden, 2, name="values")
    with tf.variable_scope("target"):
        hidden = tf.layers.dense(state, 8, tf.nn.relu, name="hidden")  # finds SI302
        later = tf.layers.dense(hidden, 2, name="values")
loss = tf.reduce_mean(tf.square(wanted - learned))
step = tf.train.AdamOptimizer().minimize(loss)
saver = tf.train.Saver()
