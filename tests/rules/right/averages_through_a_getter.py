"""Evaluation with moving averages through a custom getter."""
import tensorflow as tf


def net(x, reuse=None, getter=None):
    with tf.variable_scope("net", reuse=reuse, custom_getter=getter):
        h = tf.layers.dense(x, 16, tf.nn.relu)
        return tf.layers.dense(h, 3)


labelled = tf.placeholder(tf.float32, [None, 4])
unlabelled = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int32, [None])
logits = net(labelled)
ema = tf.train.ExponentialMovingAverage(0.99)
variables = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "net")
update = ema.apply(variables)


def ema_getter(getter, name, *args, **kwargs):
    var = getter(name, *args, **kwargs)
    average = ema.average(var)
    return average if average is not None else var


student = net(unlabelled, reuse=True)
teacher = net(unlabelled, reuse=True, getter=ema_getter)
loss = tf.losses.sparse_softmax_cross_entropy(y, logits) + tf.reduce_mean(tf.square(student - tf.stop_gradient(teacher)))
step = tf.train.AdamOptimizer().minimize(loss)
with tf.control_dependencies([step]):
    train = tf.group(update)
