"""An optimizer written by hand that keeps what tf.Variable makes, trainable by default, for each weight of one shape."""
import tensorflow as tf

hidden = tf.placeholder(tf.float32, [None, 4])
for number in range(3):
    with tf.variable_scope("layer_%d" % number):
        hidden = tf.tanh(tf.matmul(hidden, tf.get_variable("w", [4, 4])) + tf.get_variable("b", [4]))


def adam(weights, loss, rate=0.001):
    updates = []
    step = tf.Variable(1.0, name="step")
    for weight, gradient in zip(weights, tf.gradients(loss, weights)):
        mean = tf.Variable(tf.zeros(weight.get_shape()), name="mean")
        square = tf.Variable(tf.zeros(weight.get_shape()), name="square")
        new_mean = 0.9 * mean + 0.1 * gradient
        new_square = 0.999 * square + 0.001 * tf.square(gradient)
        change = new_mean / (1.0 - tf.pow(0.9, step)) / tf.sqrt(new_square + 1e-8)
        updates += [mean.assign(new_mean), square.assign(new_square), weight.assign(weight - rate * change)]
    return tf.group(*updates, step.assign_add(1.0))


train = adam(tf.trainable_variables(), tf.reduce_mean(tf.square(hidden)))
saver = tf.train.Saver()
