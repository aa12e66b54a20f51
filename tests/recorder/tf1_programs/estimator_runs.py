"""An estimator trains, evaluates and predicts. Names, their order and seeds are those of TensorFlow 1.15."""

import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf


class Graphs(tf.train.SessionRunHook):
    """Keeps the graphs that are run."""

    def __init__(self):
        self.seen = []

    def after_create_session(self, session, coord):
        self.seen.append(session.graph)


def input_fn():
    rows = np.arange(24, dtype=np.float32).reshape(8, 3)
    return tf.data.Dataset.from_tensor_slices((rows, np.array([0, 1] * 4, np.int32))).batch(4)


def tensors():
    rows = tf.ones([4, 3])
    assert rows.device == "/device:CPU:0"
    return rows, tf.zeros([4], tf.int32)


def model_fn(features, labels, mode, params, config):
    assert config.tf_random_seed == 7
    with tf.variable_scope("net"):
        weights = tf.get_variable("weights", [3, params["classes"]], initializer=tf.random_normal_initializer())
        logits = tf.matmul(features, weights)
    classes = tf.argmax(logits, 1, name="classes")
    if mode == tf.estimator.ModeKeys.PREDICT:
        assert labels is None
        return tf.estimator.EstimatorSpec(mode, {"classes": classes, "weights": tf.tile(weights[:1], [4, 1])})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {"ones": tf.metrics.mean(tf.ones([3])), "accuracy": tf.metrics.accuracy(labels, classes)}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    train_op = tf.train.MomentumOptimizer(0.001, 0.9).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def names(graph, collection):
    return [getattr(value, "op", value).name for value in graph.get_collection(collection)]


def seeds(graph):
    return [op.get_attr("seed") for op in graph.get_operations() if op.type == "RandomStandardNormal"]


folder = tempfile.mkdtemp()
estimator = tf.estimator.Estimator(
    model_fn, folder, tf.estimator.RunConfig(tf_random_seed=7, save_checkpoints_steps=3), {"classes": 2}
)
assert (estimator.model_dir, estimator.config.model_dir, estimator.params) == (folder, folder, {"classes": 2})
assert estimator.latest_checkpoint() is None

# Training.
graphs = Graphs()
assert estimator.train(tensors, hooks=[graphs], steps=5) is estimator
training, = graphs.seen
assert training is not tf.get_default_graph()
assert not tf.get_default_graph().get_operations()
assert training.seed == 7
assert names(training, "variables") == ["global_step", "net/weights", "net/weights/Momentum"]
assert names(training, "trainable_variables") == ["net/weights"]
assert names(training, "global_step") == ["global_step"]
assert names(training, "summaries") == ["loss"]
assert names(training, "losses") == ["sparse_softmax_cross_entropy_loss/value"] * 2
assert names(training, "local_variables") == []
assert names(training, "train_op") == ["Momentum"]
assert [len(training.get_collection(name)) for name in ("savers", "init_op", "ready_op", "global_step_read_op_cache")] == [1] * 4
assert [op.name for op in training.get_operations()][:3] == ["global_step/Initializer/zeros", "global_step", "global_step/Assign"]
in_order = [op.name for op in training.get_operations()]
assert in_order.index("global_step/add") < in_order.index("ones")  # the step is read before there is any input
assert training.get_operation_by_name("save/ShardedFilename")
assert seeds(training) == [7]
assert sorted(name for name in os.listdir(folder) if name.endswith(".index")) == [
    "model.ckpt-0.index", "model.ckpt-3.index", "model.ckpt-5.index",
]  # fmt: skip
assert estimator.get_variable_names() == ["global_step", "net/weights", "net/weights/Momentum"]
assert estimator.get_variable_value("global_step") == 5
estimator.train(tensors, max_steps=5)
assert estimator.train(input_fn, max_steps=9).get_variable_value("global_step") == 7  # the input ends

# Evaluation.
graphs = Graphs()
results = estimator.evaluate(input_fn, hooks=[graphs], name="some")
assert list(results) == ["accuracy", "loss", "ones", "global_step"]
assert (results["global_step"], results["ones"]) == (7, 1.0)
evaluation, = graphs.seen
assert names(evaluation, "variables") == ["global_step", "net/weights"]
assert names(evaluation, "local_variables") == [
    "mean/total", "mean/count", "accuracy/total", "accuracy/count", "mean_1/total", "mean_1/count", "eval_step",
]  # fmt: skip
assert estimator.evaluate(tensors, steps=1)["loss"] > 0
assert sorted(os.listdir(estimator.eval_dir())) == sorted(os.listdir(os.path.join(folder, "eval")))
assert len(os.listdir(estimator.eval_dir("some"))) == 1

# Prediction.
graphs = Graphs()
predicted = list(estimator.predict(input_fn, hooks=[graphs]))
assert len(predicted) == 8
np.testing.assert_array_equal(predicted[0]["weights"], estimator.get_variable_value("net/weights")[0])
assert names(graphs.seen[0], "variables") == ["global_step", "net/weights"]
batches = list(estimator.predict(input_fn, ["classes"], yield_single_examples=False))
assert [(list(batch), batch["classes"].shape) for batch in batches] == [(["classes"], (4,))] * 2
first = os.path.join(folder, "model.ckpt-0")
begin, now = [next(estimator.predict(tensors, checkpoint_path=path))["weights"] for path in (first, None)]
assert (begin != now).any()
assert next(estimator.predict(tensors, checkpoint_path=first))["weights"].tolist() == begin.tolist()

# One that begins with the weights of the other, and the variables of another one that has no checkpoint.
warm = tf.estimator.Estimator(model_fn, config=estimator.config.replace(model_dir=tempfile.mkdtemp()), params={"classes": 2}, warm_start_from=folder)
assert next(warm.predict(tensors))["weights"].tolist() == now.tolist()
warm.train(tensors, steps=1)
begun = os.path.join(warm.model_dir, "model.ckpt-0")
assert tf.train.load_variable(begun, "net/weights")[0].tolist() == now.tolist()
cold = tf.estimator.Estimator(model_fn, config=warm.config.replace(model_dir=tempfile.mkdtemp()), params={"classes": 2})
assert cold.evaluate(tensors, steps=2)["global_step"] == 0
for path in (folder, warm.model_dir, cold.model_dir):
    shutil.rmtree(path)
