"""A target network that is not trainable is selected among the trainable variables: nothing is ever copied to it."""
import tensorflow as tf


def values(state, scope, trainable=True):
    with tf.variable_scope(scope):
        hidden = tf.layers.dense(state, 8, tf.nn.relu, name="hidden", trainable=trainable)
        return tf.layers.dense(hidden, 2, name="values", trainable=trainable)


state = tf.placeholder(tf.float32, [None, 4])
learned, target = values(state, "eval_net"), values(state, "target_net", trainable=False)
of_eval = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="eval_net")
of_target = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="target_net")  # finds SI207
replace = [tf.assign(one, other) for one, other in zip(of_target, of_eval)]
loss = tf.reduce_mean(tf.square(tf.stop_gradient(target) - learned))
step = tf.train.AdamOptimizer().minimize(loss, var_list=of_eval)
