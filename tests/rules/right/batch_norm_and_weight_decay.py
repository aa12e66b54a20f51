"""Batch norm with a switch, update ops and weight decay from regularizers."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 8, 8, 3])
y = tf.placeholder(tf.int64, [None])
training = tf.placeholder_with_default(False, [], "training")
regularizer = tf.keras.regularizers.l2(1e-4) if not hasattr(tf, "contrib") else tf.contrib.layers.l2_regularizer(1e-4)


def block(x, filters, name):
    with tf.variable_scope(name):
        h = tf.layers.conv2d(x, filters, 3, padding="same", use_bias=False, kernel_regularizer=regularizer, name="conv1")
        h = tf.nn.relu(tf.layers.batch_normalization(h, training=training, name="bn1"))
        h = tf.layers.conv2d(h, filters, 3, padding="same", use_bias=False, kernel_regularizer=regularizer, name="conv2")
        h = tf.layers.batch_normalization(h, training=training, name="bn2")
        short = x if int(x.shape[-1]) == filters else tf.layers.conv2d(x, filters, 1, name="short")
        return tf.nn.relu(h + short)


h = x
for number, filters in enumerate([4, 4, 8]):
    h = block(h, filters, "block%d" % number)
logits = tf.layers.dense(tf.reduce_mean(h, [1, 2]), 10, name="logits")
loss = tf.losses.sparse_softmax_cross_entropy(y, logits) + tf.losses.get_regularization_loss()
step = tf.train.get_or_create_global_step()
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, step)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), y), tf.float32))
saver = tf.train.Saver(tf.global_variables())
