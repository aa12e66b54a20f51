"""Centers of a loss, which are moved by an assignment and not by the optimizer."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [8, 4])
labels = tf.placeholder(tf.int32, [8])
code = tf.matmul(x, tf.get_variable("w", [4, 2]))
centers = tf.get_variable("centers", [10, 2], initializer=tf.zeros_initializer())
difference = tf.gather(centers, labels) - code
move = tf.scatter_sub(centers, labels, 0.1 * difference)
train = tf.train.AdamOptimizer(1e-3).minimize(tf.nn.l2_loss(difference), var_list=[tf.trainable_variables()[0]])
