"""Weights in dictionaries and without names, as tutorials have them, in a function that is called twice."""
import tensorflow as tf


def perceptron(x):
    weights = {
        "h1": tf.Variable(tf.random_normal([8, 4])),
        "out": tf.Variable(tf.random_normal([4, 2])),
    }
    biases = {"b1": tf.Variable(tf.random_normal([4])), "out": tf.Variable(tf.random_normal([2]))}
    hidden = tf.add(tf.matmul(x, weights["h1"]), biases["b1"])
    return tf.matmul(hidden, weights["out"]) + biases["out"]


logits = perceptron(tf.placeholder(tf.float32, [None, 8]))  # finds SI102
prediction = tf.nn.softmax(perceptron(tf.placeholder(tf.float32, [None, 8])))  # finds SI102
