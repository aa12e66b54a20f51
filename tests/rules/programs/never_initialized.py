"""Nobody runs an initializer."""
import tensorflow as tf

counter = tf.get_variable("counter", [], initializer=tf.zeros_initializer())
step = tf.assign_add(counter, 1.0)
with tf.Session() as sess:
    while sess.run(step) < 3:  # finds SI902
        pass
