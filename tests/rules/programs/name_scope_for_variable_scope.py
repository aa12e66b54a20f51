"""Two layers told apart by name scopes alone ask for one variable."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.name_scope("layer1"):
    x = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101 SI203
with tf.name_scope("layer2"):
    x = tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101
