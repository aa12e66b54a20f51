"""A critic that judges real, generated and mixed data."""
import tensorflow as tf


def critic(x):
    with tf.variable_scope("critic"):
        return tf.matmul(x, tf.get_variable("w", [4, 1]))  # finds SI101


real, fake = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 4])
on_real = critic(real)  # finds SI101
on_fake = critic(fake)  # finds SI101
mixed = 0.5 * (real + fake)
on_mixed = critic(mixed)
slope = tf.gradients(on_mixed, mixed)[0]
loss = tf.reduce_mean(on_fake - on_real) + tf.reduce_mean(tf.square(slope))
