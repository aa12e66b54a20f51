"""The number of the last epoch, kept in a variable so that the checkpoint holds it."""
import tensorflow as tf

last_epoch = tf.Variable(0, name="last_epoch")
x = tf.placeholder(tf.float32, [None, 4])
y = tf.matmul(x, tf.get_variable("w", [4, 1]))
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(y)))
saver = tf.train.Saver()
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    start = session.run(last_epoch)
