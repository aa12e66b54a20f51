"""The classifier looks at its input, and again at what the gradient of its first answer made of that."""
import tensorflow as tf


def classify(x):
    return tf.matmul(x, tf.get_variable("w", [4, 4]))  # finds SI101


x = tf.placeholder(tf.float32, [None, 4])
scores = classify(x)
(gradient,) = tf.gradients(tf.reduce_sum(scores), x)
changed = x + 0.1 * tf.sign(gradient)
again = classify(changed)  # finds SI101
