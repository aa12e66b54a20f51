"""Sequence to sequence with attention by hand; the decoder shared by training and inference."""
import tensorflow as tf

VOCAB, UNITS = 20, 8
source = tf.placeholder(tf.int32, [None, 7])
target = tf.placeholder(tf.int32, [None, 6])
embedding = tf.get_variable("embedding", [VOCAB, UNITS])

with tf.variable_scope("encoder"):
    fw, bw = tf.nn.rnn_cell.GRUCell(UNITS), tf.nn.rnn_cell.GRUCell(UNITS)
    outputs, states = tf.nn.bidirectional_dynamic_rnn(fw, bw, tf.nn.embedding_lookup(embedding, source), dtype=tf.float32)
    memory = tf.layers.dense(tf.concat(outputs, 2), UNITS, name="memory", use_bias=False)
    state0 = tf.layers.dense(tf.concat(states, 1), UNITS, name="bridge")


def attend(query):
    with tf.variable_scope("attention", reuse=tf.AUTO_REUSE):
        q = tf.layers.dense(query, UNITS, name="query", use_bias=False)
        v = tf.get_variable("v", [UNITS])
        score = tf.reduce_sum(v * tf.tanh(memory + tf.expand_dims(q, 1)), 2)
        return tf.reduce_sum(tf.expand_dims(tf.nn.softmax(score), 2) * memory, 1)


def decode(first, state, steps, teacher=None):
    with tf.variable_scope("decoder", reuse=tf.AUTO_REUSE):
        cell = tf.nn.rnn_cell.GRUCell(UNITS)
        token, logits = first, []
        for step in range(steps):
            x = tf.concat([tf.nn.embedding_lookup(embedding, token), attend(state)], 1)
            _, state = cell(x, state)
            logits.append(tf.layers.dense(state, VOCAB, name="projection"))
            token = teacher[:, step] if teacher is not None else tf.argmax(logits[-1], 1)
        return tf.stack(logits, 1)


start = tf.zeros([tf.shape(source)[0]], tf.int32)
train_logits = decode(start, state0, 6, target)
infer_logits = decode(start, state0, 10)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=train_logits))
opt = tf.train.AdamOptimizer()
grads, variables = zip(*opt.compute_gradients(loss))
clipped, _ = tf.clip_by_global_norm(grads, 5.0)
train = opt.apply_gradients(zip(clipped, variables), global_step=tf.train.get_or_create_global_step())
