"""Features that were trained before are restored by a saver of their own, and only the head learns."""
import tensorflow as tf


def layer(x, name, size):
    with tf.variable_scope(name):
        return tf.nn.relu(tf.matmul(x, tf.get_variable("w", [4, size])) + tf.get_variable("b", [size]))


x = tf.placeholder(tf.float32, [None, 4])
seen = tf.stop_gradient(layer(x, "seen", 4))
heard = layer(x, "heard", 4)
of_features = [tf.train.Saver(tf.trainable_variables(name)) for name in ("seen", "heard")]
logits = layer(seen + heard, "head", 2)
loss = tf.reduce_mean(tf.square(logits))
train = tf.train.AdamOptimizer().minimize(loss, var_list=tf.trainable_variables("head"))
saver = tf.train.Saver()
