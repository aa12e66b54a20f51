"""Trainable variables that are updated by hand and not by the optimizer, in a script that saves."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [8, 4])
rows = tf.placeholder(tf.int32, [8])
code = tf.matmul(x, tf.get_variable("w", [4, 2]))
memory = tf.get_variable("memory", [10, 2], initializer=tf.zeros_initializer())
remember = tf.scatter_update(memory, rows, code)
offset = tf.get_variable("offset", [2], initializer=tf.zeros_initializer())
shift = offset.assign_add(0.1 * tf.reduce_mean(code, 0))
scale = tf.get_variable("scale", [2], initializer=tf.ones_initializer(), use_resource=True)
stretch = tf.assign(scale, 0.9 * scale + 0.1 * tf.reduce_max(code, 0))
count = tf.get_variable("count", [], initializer=tf.zeros_initializer(), use_resource=True)
step = count.assign_add(1.0)
reset = count.assign(0.0)
loss = tf.nn.l2_loss(scale * (tf.gather(memory, rows) - code) + offset) / (count + 1.0)
train = tf.train.AdamOptimizer(1e-3).minimize(loss, var_list=[tf.trainable_variables()[0]])
saver = tf.train.Saver()
