"""Two towers that share, with average gradients, as in the CIFAR-10 tutorial."""
import tensorflow as tf


def _variable_with_decay(name, shape, wd):
    with tf.device("/cpu:0"):
        var = tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=0.05))
    if wd is not None:
        tf.add_to_collection("losses", tf.multiply(tf.nn.l2_loss(var), wd, name="weight_loss"))
    return var


def inference(images):
    with tf.variable_scope("conv1") as scope:
        kernel = _variable_with_decay("weights", [3, 3, 3, 8], 0.0)
        biases = tf.get_variable("biases", [8], initializer=tf.constant_initializer(0.0))
        conv = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(images, kernel, [1, 1, 1, 1], "SAME"), biases), name=scope.name)
    with tf.variable_scope("softmax_linear") as scope:
        flat = tf.reshape(conv, [2, -1])
        weights = _variable_with_decay("weights", [8 * 8 * 8, 10], 0.004)
        biases = tf.get_variable("biases", [10], initializer=tf.constant_initializer(0.0))
        return tf.add(tf.matmul(flat, weights), biases, name=scope.name)


def tower_loss(scope, images, labels):
    logits = inference(images)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    tf.add_to_collection("losses", loss)
    return tf.add_n(tf.get_collection("losses", scope), name="total_loss")


def average_gradients(tower_grads):
    average = []
    for grad_and_vars in zip(*tower_grads):
        grads = [tf.expand_dims(g, 0) for g, _ in grad_and_vars]
        average.append((tf.reduce_mean(tf.concat(grads, 0), 0), grad_and_vars[0][1]))
    return average


global_step = tf.get_variable("global_step", [], initializer=tf.constant_initializer(0), trainable=False)
opt = tf.train.GradientDescentOptimizer(tf.train.exponential_decay(0.1, global_step, 100, 0.1))
tower_grads = []
with tf.variable_scope(tf.get_variable_scope()):
    for i in range(2):
        with tf.device("/gpu:%d" % i), tf.name_scope("tower_%d" % i) as scope:
            loss = tower_loss(scope, tf.random_normal([2, 8, 8, 3]), tf.zeros([2], tf.int32))
            tf.get_variable_scope().reuse_variables()
            tower_grads.append(opt.compute_gradients(loss))
apply = opt.apply_gradients(average_gradients(tower_grads), global_step=global_step)
ema = tf.train.ExponentialMovingAverage(0.999, global_step)
train = tf.group(apply, ema.apply(tf.trainable_variables()))
