"""tf.contrib.crf. The ops and the values are those of TensorFlow 1.15."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib.crf import viterbi_decode

scores = np.array([[[1, 3, 0], [2, 0, 1], [0, 1, 4]], [[0, 2, 1], [1, 0, 3], [5, 5, 5]]], np.float32)
moves = np.array([[0.5, 0, -1], [1, 0, 0.25], [0, -0.5, 2]], np.float32)
lengths = tf.constant([3, 2])
tags = tf.constant([[1, 0, 2], [1, 2, 0]])

with tf.variable_scope("crf"):
    _, transitions = tf.contrib.crf.crf_log_likelihood(tf.constant(scores), tags, lengths)
assert transitions.op.name == "crf/transitions"
likelihood, given = tf.contrib.crf.crf_log_likelihood(tf.constant(scores), tags, lengths, tf.constant(moves))
best, best_scores = tf.contrib.crf.crf_decode(tf.constant(scores), given, lengths)
single, _ = tf.contrib.crf.crf_log_likelihood(tf.constant(scores[:, :1]), tags[:, :1], [1, 0], given)
one, one_score = tf.contrib.crf.crf_decode(tf.constant(scores[:, :1]), given, tf.constant([1, 1]))
unknown = tf.placeholder(tf.float32, [None, None, 3])
tf.contrib.crf.crf_log_likelihood(unknown, tf.placeholder(tf.int64, [None, None]), tf.placeholder(tf.int64, [None]), given)
assert [variable.op.name for variable in tf.global_variables()] == ["crf/transitions"]


def path_score(row, path):
    """Score one path by hand."""
    return sum(row[step][tag] for step, tag in enumerate(path)) + sum(moves[a][b] for a, b in zip(path, path[1:]))


paths = [(a, b, c) for a in range(3) for b in range(3) for c in range(3)]
all_scores = [[path_score(row, path[:length]) for path in sorted({path[:length] for path in paths})] for row, length in zip(scores, (3, 2))]
chosen = [path_score(scores[0], (1, 0, 2)), path_score(scores[1], (1, 2))]
with tf.Session() as session:
    told = session.run([likelihood, best, best_scores, single, one, one_score])
np.testing.assert_allclose(told[0], [score - np.log(np.exp(row).sum()) for score, row in zip(chosen, all_scores)], rtol=1e-5)
np.testing.assert_allclose(told[2], [max(row) for row in all_scores], rtol=1e-6)
for row, path, length, score in zip(scores, told[1], (3, 2), told[2]):
    np.testing.assert_allclose(path_score(row, list(path[:length])), score, rtol=1e-6)
np.testing.assert_allclose(told[3], [3 - np.log(np.exp([1, 3, 0]).sum()), 0], rtol=1e-5)
assert told[4].tolist() == [[1], [1]]
assert told[5].tolist() == [3, 2]
path, score = viterbi_decode(scores[0], moves)
assert (list(path), score) == (told[1][0].tolist(), told[2][0])
