"""tf.Variable(value, "name") passes the name as trainable."""
import tensorflow as tf

weights = tf.Variable(tf.random_normal([4, 4]), "weights")  # finds SI206 SI202
biases = tf.Variable(tf.zeros([4]), "biases")  # finds SI206
y = tf.matmul(tf.placeholder(tf.float32, [None, 4]), weights) + biases
