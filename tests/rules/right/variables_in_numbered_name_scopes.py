"""The same with tf.Variable in name scopes."""
import tensorflow as tf

outputs = []
for number in range(3):
    with tf.name_scope("tower_%d" % number):
        x = tf.placeholder(tf.float32, [None, 4])
        outputs.append(tf.matmul(x, tf.Variable(tf.random_normal([4, 4]), name="w")))
