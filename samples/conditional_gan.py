"""A conditional GAN: a generator that draws the digit it is asked for, and a discriminator that judges.

The scopes do what they do in real models. The discriminator is built twice, for real and for drawn
pictures, and the second time reuses every variable of the first. The generator is built twice as well:
once to be trained, and once to draw with the moving averages of its weights, which a custom getter puts
in their place. Each network has its own optimizer, told by scope which variables are its own.

Look for: no network has its variables twice; the slots that Adam keeps for each weight; the moving
averages, for the generator alone; the moving statistics, which no optimizer trains.
"""

import numpy as np
import tensorflow as tf

BATCH = 16
DIGITS = 10
NOISE = 32
STEPS = 3


def weights(name, shape):
    """Ask for weights that start near zero."""
    return tf.get_variable(name, shape, initializer=tf.random_normal_initializer(stddev=0.02))


def biases(size):
    """Ask for biases that start at zero."""
    return tf.get_variable("biases", [size], initializer=tf.zeros_initializer())


def dense(name, x, size):
    """Connect every input with every output."""
    with tf.variable_scope(name):
        return tf.matmul(x, weights("weights", [x.shape.as_list()[-1], size])) + biases(size)


def halve(name, x, channels):
    """Convolve, to half the height and width."""
    with tf.variable_scope(name):
        kernel = weights("weights", [5, 5, x.shape.as_list()[-1], channels])
        return tf.nn.conv2d(x, kernel, strides=[1, 2, 2, 1], padding="SAME") + biases(channels)


def double(name, x, channels):
    """Convolve backwards, to twice the height and width."""
    _, height, width, depth = x.shape.as_list()
    with tf.variable_scope(name):
        kernel = weights("weights", [5, 5, channels, depth])
        shape = [BATCH, 2 * height, 2 * width, channels]
        return tf.nn.conv2d_transpose(x, kernel, shape, strides=[1, 2, 2, 1]) + biases(channels)


def batch_norm(name, x, training, decay=0.9):
    """Normalise by the batch while training, and by the statistics of past batches afterwards."""
    size = [x.shape.as_list()[-1]]
    with tf.variable_scope(name):
        scale = tf.get_variable("scale", size, initializer=tf.ones_initializer())
        offset = tf.get_variable("offset", size, initializer=tf.zeros_initializer())
        mean = tf.get_variable("mean", size, initializer=tf.zeros_initializer(), trainable=False)
        variance = tf.get_variable("variance", size, initializer=tf.ones_initializer(), trainable=False)
        if training:
            past, now = (mean, variance), tf.nn.moments(x, axes=list(range(len(x.shape) - 1)))
            for statistic, value in zip(past, now):
                update = tf.assign_sub(statistic, (1 - decay) * (statistic - value))
                tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, update)
            mean, variance = now
        return tf.nn.batch_normalization(x, mean, variance, offset, scale, 1e-5)


def generator(noise, digits, training):
    """Draw the digits: pictures of 28 by 28 points from -1 to 1."""
    x = dense("project", tf.concat([noise, digits], axis=1), 7 * 7 * 32)
    x = tf.nn.relu(batch_norm("project_norm", x, training))
    x = double("up1", tf.reshape(x, [BATCH, 7, 7, 32]), 16)
    x = tf.nn.relu(batch_norm("up1_norm", x, training))
    return tf.tanh(double("up2", x, 1))


def discriminator(pictures, digits):
    """Say how real the pictures look as pictures of these digits, as logits."""
    planes = tf.tile(tf.reshape(digits, [BATCH, 1, 1, DIGITS]), [1, 28, 28, 1])
    x = tf.nn.leaky_relu(halve("down1", tf.concat([pictures, planes], axis=3), 16))
    x = halve("down2", x, 32)
    x = tf.nn.leaky_relu(batch_norm("down2_norm", x, training=True))
    x = tf.concat([tf.reshape(x, [BATCH, 7 * 7 * 32]), digits], axis=1)
    return dense("judge", x, 1)


def cross_entropy(logits, label):
    """Say how far the logits are from one label for all."""
    labels = tf.fill(tf.shape(logits), label)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


def train(loss, scope, global_step=None):
    """One step for the variables of one network, after its moving statistics have moved."""
    optimizer = tf.train.AdamOptimizer(learning_rate=2e-4, beta1=0.5)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope + "/")):
        return optimizer.minimize(loss, global_step, var_list=tf.trainable_variables(scope + "/"))


tf.set_random_seed(1)
global_step = tf.train.get_or_create_global_step()
pictures = tf.placeholder(tf.float32, [BATCH, 28, 28, 1], name="pictures")
digits = tf.placeholder(tf.float32, [BATCH, DIGITS], name="digits")
noise = tf.random_uniform([BATCH, NOISE], -1.0, 1.0, name="noise")

with tf.variable_scope("generator"):
    drawn = generator(noise, digits, training=True)
with tf.variable_scope("discriminator") as scope:
    logits_of_real = discriminator(pictures, digits)
    scope.reuse_variables()
    logits_of_drawn = discriminator(drawn, digits)

discriminator_loss = cross_entropy(logits_of_real, 1.0) + cross_entropy(logits_of_drawn, 0.0)
generator_loss = cross_entropy(logits_of_drawn, 1.0)
train_discriminator = train(discriminator_loss, "discriminator")
train_generator = train(generator_loss, "generator", global_step)

averages = tf.train.ExponentialMovingAverage(0.999, num_updates=global_step)
with tf.control_dependencies([train_generator]):
    train_and_average = averages.apply(tf.trainable_variables("generator/"))


def averaged(getter, name, *args, **kwargs):
    """Hand out a variable's moving average in its place, where it has one."""
    variable = getter(name, *args, **kwargs)
    average = averages.average(variable)
    return variable if average is None else average


with tf.variable_scope("generator", reuse=True, custom_getter=averaged):
    samples = generator(noise, digits, training=False)

# Ten weights, biases, scales and offsets to train in the generator, eight in the discriminator.
assert len(tf.trainable_variables("generator/")) == 10
assert len(tf.trainable_variables("discriminator/")) == 8
assert len(tf.moving_average_variables()) == 10

batch = np.random.RandomState(1)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(STEPS):
        feed = {
            pictures: batch.uniform(-1.0, 1.0, pictures.shape.as_list()),
            digits: np.eye(DIGITS)[batch.randint(DIGITS, size=BATCH)],
        }
        session.run(train_discriminator, feed)
        session.run(train_and_average, feed)
    assert session.run(global_step) == STEPS
    drawing = session.run(samples, {digits: np.eye(DIGITS)[np.arange(BATCH) % DIGITS]})
    assert drawing.shape == (BATCH, 28, 28, 1)
    assert np.all(np.abs(drawing) <= 1.0)

print("after", STEPS, "steps:", len(tf.global_variables()), "variables")
