"""The initializer is made, and run in another session."""
import tensorflow as tf

counter = tf.get_variable("counter", [], initializer=tf.zeros_initializer())
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
with tf.Session() as sess:
    print(sess.run(counter))  # finds SI902
