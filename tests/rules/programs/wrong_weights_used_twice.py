"""The second layer takes the first one's weights by mistake."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
w1 = tf.get_variable("w1", [4, 4])
w2 = tf.get_variable("w2", [4, 4])  # finds SI301
hidden = tf.nn.relu(tf.matmul(x, w1))
output = tf.matmul(hidden, w1)
