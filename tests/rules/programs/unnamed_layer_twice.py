"""tf.layers without names in a function that is called twice."""
import tensorflow as tf


def model(x):
    hidden = tf.layers.dense(x, 8, activation=tf.nn.relu)
    return tf.layers.dense(hidden, 2)


train_logits = model(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
test_logits = model(tf.placeholder(tf.float32, [None, 4]))  # finds SI102
