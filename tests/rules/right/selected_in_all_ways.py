"""Selections that find nothing, and are meant so."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
is_new = not tf.trainable_variables("net")
with tf.variable_scope("base"):
    h = tf.matmul(x, tf.get_variable("w", [4, 4], trainable=False))
if is_new and not tf.trainable_variables("net"):
    with tf.variable_scope("net"):
        y = tf.matmul(h, tf.get_variable("w", [4, 2]))
assert tf.trainable_variables("base") == []  # frozen
assert tf.local_variables("net") == []
assert tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES, scope="tower") == []
assert tf.trainable_variables(".*/bn/") == []
assert [one.op.name for one in tf.trainable_variables("(base|net)/w")] == ["net/w"]
assert [one.op.name for one in tf.trainable_variables("net/w:0")] == ["net/w"]
loss = tf.reduce_sum(y) + tf.add_n([tf.nn.l2_loss(one) for one in tf.trainable_variables("net/")])
