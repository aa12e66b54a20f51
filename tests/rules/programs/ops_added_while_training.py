"""The loop makes an assignment op at each step."""
import tensorflow as tf

rate = tf.get_variable("rate", [], initializer=tf.ones_initializer())
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for step in range(6):
        session.run(rate.assign(rate * 0.9))  # finds SI305
