"""An op fails in a session; TensorFlow 2 puts the places where it was made before what it says of that."""
import tensorflow as tf

w = tf.get_variable("w", [4, 2])
x = tf.placeholder(tf.float32, [None, None])
y = tf.matmul(x, w)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    session.run(y, {x: [[1.0, 2.0]]})  # finds SI902
