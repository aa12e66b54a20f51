"""The network that learns is overwritten with its target network, which is never written itself."""
import tensorflow as tf


def values(state, scope):
    with tf.variable_scope(scope):
        hidden = tf.layers.dense(state, 8, tf.nn.relu, name="hidden")
        return tf.layers.dense(hidden, 2, name="values")  # finds SI302


state = tf.placeholder(tf.float32, [None, 4])
learned, target = values(state, "eval_net"), values(state, "target_net")
of_eval = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="eval_net")
of_target = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="target_net")
replace = [tf.assign(one, other) for other, one in zip(of_target, of_eval)]
loss = tf.reduce_mean(tf.square(tf.stop_gradient(target) - learned))
step = tf.train.AdamOptimizer().minimize(loss, var_list=of_eval)
