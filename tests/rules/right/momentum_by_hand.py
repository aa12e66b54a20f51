"""An optimizer written by hand: a function makes what it keeps for each weight."""
import tensorflow as tf

hidden = tf.placeholder(tf.float32, [None, 4])
for number in range(3):
    with tf.variable_scope("layer_%d" % number):
        hidden = tf.matmul(hidden, tf.get_variable("w", [4, 4])) + tf.get_variable("b", [4])


def update(weight, gradient):
    kept = tf.Variable(tf.zeros(weight.get_shape()), trainable=False)
    momentum = 0.9 * kept + gradient
    return tf.group(kept.assign(momentum), weight.assign_sub(0.1 * momentum))


weights = tf.trainable_variables()
gradients = tf.gradients(tf.reduce_mean(tf.square(hidden)), weights)
train = [update(weight, gradient) for weight, gradient in zip(weights, gradients)]
saver = tf.train.Saver()
