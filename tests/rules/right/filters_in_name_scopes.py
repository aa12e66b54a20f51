"""TextCNN: parallel filters in numbered name scopes, tf.Variable everywhere, l2 by hand."""
import tensorflow as tf

ids = tf.placeholder(tf.int32, [None, 10])
y = tf.placeholder(tf.float32, [None, 2])
l2_loss = tf.constant(0.0)
with tf.device("/cpu:0"), tf.name_scope("embedding"):
    W = tf.Variable(tf.random_uniform([50, 8], -1.0, 1.0), name="W")
    expanded = tf.expand_dims(tf.nn.embedding_lookup(W, ids), -1)
pooled = []
for i, size in enumerate([3, 4, 5]):
    with tf.name_scope("conv-maxpool-%s" % size):
        W = tf.Variable(tf.truncated_normal([size, 8, 1, 6], stddev=0.1), name="W")
        b = tf.Variable(tf.constant(0.1, shape=[6]), name="b")
        h = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(expanded, W, [1, 1, 1, 1], "VALID"), b))
        pooled.append(tf.nn.max_pool(h, [1, 10 - size + 1, 1, 1], [1, 1, 1, 1], "VALID"))
h = tf.reshape(tf.concat(pooled, 3), [-1, 18])
with tf.name_scope("output"):
    W = tf.get_variable("W", [18, 2], initializer=tf.truncated_normal_initializer(stddev=0.1))
    b = tf.Variable(tf.constant(0.1, shape=[2]), name="b")
    l2_loss += tf.nn.l2_loss(W) + tf.nn.l2_loss(b)
    scores = tf.nn.xw_plus_b(h, W, b, name="scores")
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=y)) + 0.1 * l2_loss
global_step = tf.Variable(0, name="global_step", trainable=False)
opt = tf.train.AdamOptimizer(1e-3)
train = opt.apply_gradients(opt.compute_gradients(loss), global_step=global_step)
