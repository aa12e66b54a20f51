"""The tutorial's filter: two batches, meant for one set of weights, made two."""
import tensorflow as tf


def my_image_filter(images):
    weights = tf.Variable(tf.random_normal([5, 5, 3, 3]), name="weights")
    biases = tf.Variable(tf.zeros([3]), name="biases")
    return tf.nn.relu(tf.nn.conv2d(images, weights, strides=[1, 1, 1, 1], padding="SAME") + biases)


image1 = tf.placeholder(tf.float32, [None, 8, 8, 3])
image2 = tf.placeholder(tf.float32, [None, 8, 8, 3])
result1 = my_image_filter(image1)
result2 = my_image_filter(image2)  # finds SI102
