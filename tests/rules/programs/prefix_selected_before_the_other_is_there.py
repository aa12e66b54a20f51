"""A note: asked again later, by the same name, it gives those of critic_target too."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
with tf.variable_scope("critic"):
    value = tf.matmul(x, tf.get_variable("w", [4, 1]))
assert [one.op.name for one in tf.trainable_variables("critic")] == ["critic/w"]
with tf.variable_scope("critic_target"):
    target = tf.matmul(x, tf.get_variable("w", [4, 1]))
loss = tf.reduce_sum(value - tf.stop_gradient(target))
# finds SI205
