"""A tf.Variable in the line that two loops run again."""
import tensorflow as tf

for fold in range(2):
    for number in range(3):
        x = tf.placeholder(tf.float32, [None, 4])
        w = tf.Variable(tf.random_normal([4, 4]), name="w")  # finds SI102
        y = tf.matmul(x, w)
