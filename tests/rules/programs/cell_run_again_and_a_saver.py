"""A saver saves both models on one input: that brings nothing together that they compute."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])


def model():
    hidden = tf.nn.relu(tf.matmul(x, tf.Variable(tf.random_normal([4, 8]), name="w0")))
    return tf.matmul(hidden, tf.Variable(tf.random_normal([8, 2]), name="w1"))


logits = model()  # finds SI103
logits = model()  # finds SI103
saver = tf.train.Saver()
