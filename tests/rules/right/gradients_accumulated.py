"""A sum of gradients beside each weight, made in a comprehension, as for batches that do not fit into memory."""
import tensorflow as tf

hidden = tf.placeholder(tf.float32, [None, 4])
for number in range(3):
    with tf.variable_scope("layer_%d" % number):
        hidden = tf.matmul(hidden, tf.get_variable("w", [4, 4])) + tf.get_variable("b", [4])
weights = tf.trainable_variables()
sums = [tf.Variable(tf.zeros_like(one.initialized_value()), trainable=False) for one in weights]
reset = [one.assign(tf.zeros_like(one)) for one in sums]
optimizer = tf.train.AdamOptimizer(1e-3)
gradients = optimizer.compute_gradients(tf.reduce_mean(tf.square(hidden)), weights)
add = [kept.assign_add(gradient) for kept, (gradient, _) in zip(sums, gradients)]
step = optimizer.apply_gradients(list(zip(sums, weights)))
saver = tf.train.Saver()
