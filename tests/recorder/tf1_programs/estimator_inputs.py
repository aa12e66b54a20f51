"""Arrays as the input of an estimator, and train_and_evaluate. Ops and values are those of TensorFlow 1.15."""

import shutil
import tempfile

import numpy as np
import tensorflow as tf

numpy_input_fn = tf.estimator.inputs.numpy_input_fn
x = {"b": np.arange(10, dtype=np.float32).reshape(5, 2), "a": np.arange(5) * 10}
y = np.arange(5, dtype=np.int32) * 100


def batches(input_fn, at_most=20):
    """What an input function gives, until it ends."""
    with tf.Graph().as_default():
        batch = input_fn()
        given = []
        with tf.train.MonitoredSession() as session:
            while not session.should_stop() and len(given) < at_most:
                given.append(session.run(batch))
    return given


def ops(input_fn):
    with tf.Graph().as_default() as graph:
        input_fn()
    return [(op.name, op.type) for op in graph.get_operations()]


# What is given.
given = batches(numpy_input_fn(x, y, batch_size=2, num_epochs=2, shuffle=False))
assert [labels.tolist() for _, labels in given] == [[0, 100], [200, 300], [400, 0], [100, 200], [300, 400]]
assert given[2][0]["a"].tolist() == [40, 0]
assert given[2][0]["b"].tolist() == [[8.0, 9.0], [0.0, 1.0]]
given = batches(numpy_input_fn(x["b"], batch_size=4, shuffle=False))
assert [rows.tolist() for rows in given] == [x["b"][:4].tolist(), x["b"][4:].tolist()]
given = batches(numpy_input_fn(x, {"c": y, "d": -y}, batch_size=5, shuffle=True))
(features, labels), = given
assert (sorted(features), sorted(labels)) == (["a", "b"], ["c", "d"])
assert sorted(labels["c"]) == y.tolist()
assert (labels["c"] == features["a"] * 10).all()
assert (labels["d"] == -labels["c"]).all()
assert len(batches(numpy_input_fn(x, y, batch_size=3, num_epochs=None, shuffle=True))) == 20
drawn = batches(numpy_input_fn(x, y, batch_size=5, num_epochs=3, shuffle=True, num_threads=2))
assert sorted(np.concatenate([labels for _, labels in drawn])) == sorted(y.tolist() * 6)

# With which ops.
assert ops(numpy_input_fn(x, y, batch_size=2, num_epochs=None, shuffle=True, queue_capacity=40)) == [
    ("enqueue_input/random_shuffle_queue", "RandomShuffleQueueV2"),
    ("enqueue_input/Placeholder", "Placeholder"),
    ("enqueue_input/Placeholder_1", "Placeholder"),
    ("enqueue_input/Placeholder_2", "Placeholder"),
    ("enqueue_input/Placeholder_3", "Placeholder"),
    ("enqueue_input/random_shuffle_queue_EnqueueMany", "QueueEnqueueManyV2"),
    ("enqueue_input/random_shuffle_queue_Close", "QueueCloseV2"),
    ("enqueue_input/random_shuffle_queue_Close_1", "QueueCloseV2"),
    ("enqueue_input/random_shuffle_queue_Size", "QueueSizeV2"),
    ("enqueue_input/sub/y", "Const"),
    ("enqueue_input/sub", "Sub"),
    ("enqueue_input/Maximum/x", "Const"),
    ("enqueue_input/Maximum", "Maximum"),
    ("enqueue_input/Cast", "Cast"),
    ("enqueue_input/mul/y", "Const"),
    ("enqueue_input/mul", "Mul"),
    ("enqueue_input/queue/enqueue_input/random_shuffle_queuefraction_over_10_of_30_full/tags", "Const"),
    ("enqueue_input/queue/enqueue_input/random_shuffle_queuefraction_over_10_of_30_full", "ScalarSummary"),
    ("random_shuffle_queue_DequeueMany/n", "Const"),
    ("random_shuffle_queue_DequeueMany", "QueueDequeueManyV2"),
]
assert ops(numpy_input_fn(x["b"], shuffle=False))[-3:] == [
    ("enqueue_input/queue/enqueue_input/fifo_queuefraction_over_0_of_1000_full", "ScalarSummary"),
    ("fifo_queue_DequeueUpTo/n", "Const"),
    ("fifo_queue_DequeueUpTo", "QueueDequeueUpToV2"),
]
with tf.Graph().as_default() as graph:
    features, labels = numpy_input_fn(x, y, batch_size=2, num_epochs=None, shuffle=True)()
    assert [value.shape.as_list() for value in (features["a"], features["b"], labels)] == [[2], [2, 2], [2]]
    assert (features["a"].dtype, features["b"].dtype, labels.dtype) == (tf.int64, tf.float32, tf.int32)
    assert len(tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)) == 1
    assert len(tf.get_collection(tf.GraphKeys.SUMMARIES)) == 1

# What is refused.
for wrong, kind in (
    (lambda: numpy_input_fn(x, y), ValueError),
    (lambda: numpy_input_fn({}, y, shuffle=False)(), ValueError),
    (lambda: numpy_input_fn(x, {}, shuffle=False)(), ValueError),
    (lambda: numpy_input_fn(x, y[:3], shuffle=False)(), ValueError),
    (lambda: numpy_input_fn(x, {"a": y}, shuffle=False)(), ValueError),
    (lambda: numpy_input_fn([1, 2], y, shuffle=False)(), TypeError),
    (lambda: numpy_input_fn(np.zeros([0]), y, shuffle=False)(), ValueError),
):
    try:
        wrong()
    except kind:
        continue
    raise AssertionError(wrong)


# In an estimator.
class Steps(tf.train.CheckpointSaverListener):
    def __init__(self):
        self.saved = []

    def after_save(self, session, global_step_value):
        self.saved.append(global_step_value)


class Ends(tf.train.SessionRunHook):
    ends = 0

    def end(self, session):
        self.ends += 1


def model_fn(features, labels, mode):
    joined = tf.concat([features["b"], tf.cast(tf.expand_dims(features["a"], 1), tf.float32)], 1)
    weights = tf.get_variable("weights", [3, 1], initializer=tf.zeros_initializer())
    predictions = tf.matmul(joined, weights)[:, 0]
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions)
    labels = tf.cast(labels, tf.float32)
    loss = tf.losses.mean_squared_error(labels, predictions)
    train_op = tf.train.GradientDescentOptimizer(1e-5).minimize(loss, tf.train.get_global_step())
    error = tf.metrics.mean_absolute_error(labels, predictions)
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op, {"error": error})


folder = tempfile.mkdtemp()
estimator = tf.estimator.Estimator(model_fn, folder, tf.estimator.RunConfig(save_checkpoints_steps=4))
training, evaluation = Ends(), Ends()
results, exports = tf.estimator.train_and_evaluate(
    estimator,
    tf.estimator.TrainSpec(numpy_input_fn(x, y, 5, None, True), max_steps=10, hooks=[training]),
    tf.estimator.EvalSpec(numpy_input_fn(x, y, 2, 1, False), steps=None, hooks=[evaluation], throttle_secs=0),
)
assert (sorted(results), exports) == (["error", "global_step", "loss"], [])
assert results["global_step"] == 10
assert 0 < results["error"] < 200
assert (training.ends, evaluation.ends) == (1, 3)  # at steps 4, 8 and 10
assert tf.estimator.train_and_evaluate(
    estimator,
    tf.estimator.TrainSpec(numpy_input_fn(x, y, 5, None, True), max_steps=10),
    tf.estimator.EvalSpec(numpy_input_fn(x, y, 2, 1, False)),
) == (None, None)
evaluation = Ends()
tf.estimator.train_and_evaluate(
    estimator,
    tf.estimator.TrainSpec(numpy_input_fn(x, y, 5, None, True), max_steps=20),
    tf.estimator.EvalSpec(numpy_input_fn(x, y, 2, 1, False), hooks=[evaluation]),
)
assert evaluation.ends == 2  # once before ten minutes are over, and in the end
steps = Steps()
estimator.train(numpy_input_fn(x, y, 5, 3, True), saving_listeners=[steps])
assert steps.saved == [20, 23]
assert len(list(estimator.predict(numpy_input_fn(x, None, 2, 1, False)))) == 5
shutil.rmtree(folder)
