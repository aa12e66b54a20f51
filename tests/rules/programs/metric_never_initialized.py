"""A metric counts in local variables, which the usual initializer leaves out."""
import tensorflow as tf

labels = tf.placeholder(tf.int64, [None])
accuracy, update = tf.metrics.accuracy(labels, labels, name="accuracy")
session = tf.Session()
session.run(tf.global_variables_initializer())
for _ in range(2):
    session.run(update, {labels: [1, 2]})  # finds SI902
