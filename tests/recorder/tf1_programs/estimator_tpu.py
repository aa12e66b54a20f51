"""tf.contrib.tpu's estimator where there is no TPU. Names and values are those of TensorFlow 1.15."""

import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import tpu as contrib_tpu

folder, summaries = tempfile.mkdtemp(), tempfile.mkdtemp()
SIZES = {"train": 4, "eval": 2, "infer": 8}


class Graphs(tf.train.SessionRunHook):
    def __init__(self):
        self.seen = []

    def after_create_session(self, session, coord):
        self.seen.append(session.graph)


def input_fn(params):
    assert "use_tpu" not in params
    rows = np.arange(24, dtype=np.float32).reshape(8, 3)
    data = tf.data.Dataset.from_tensor_slices((rows, np.array([0, 1] * 4, np.int32)))
    return data.repeat(4).batch(params["batch_size"], drop_remainder=True)


def metric_fn(labels, logits):
    return {"accuracy": tf.metrics.accuracy(labels, tf.argmax(logits, 1))}


def host_call(step, loss):
    with tf.contrib.summary.create_file_writer(summaries).as_default():
        with tf.contrib.summary.always_record_summaries():
            tf.contrib.summary.scalar("told", loss[0], step=step[0])
            return tf.contrib.summary.all_summary_ops()


def model_fn(features, labels, mode, params, config):
    assert config.tpu_config.iterations_per_loop == 3
    assert config.log_step_count_steps is None
    assert (params["use_tpu"], params["batch_size"], params["rate"]) == (False, SIZES[mode], 0.01)
    with tf.variable_scope("net"):
        logits = tf.matmul(features, tf.get_variable("weights", [3, 2]))
    if mode == tf.estimator.ModeKeys.PREDICT:
        return contrib_tpu.TPUEstimatorSpec(mode, predictions={"logits": logits})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        return contrib_tpu.TPUEstimatorSpec(mode, loss=loss, eval_metrics=(metric_fn, [labels, logits]))
    step = tf.train.get_global_step()
    train_op = tf.train.GradientDescentOptimizer(params["rate"]).minimize(loss, step)
    told = {"step": tf.reshape(step, [1]), "loss": tf.reshape(loss, [1])}

    def scaffold_fn():
        return tf.train.Scaffold(saver=tf.train.Saver(max_to_keep=1))

    return contrib_tpu.TPUEstimatorSpec(
        mode, loss=loss, train_op=train_op, host_call=(host_call, told), scaffold_fn=scaffold_fn
    )


tpu_config = contrib_tpu.TPUConfig(
    iterations_per_loop=3, num_shards=8, per_host_input_for_training=contrib_tpu.InputPipelineConfig.PER_HOST_V2
)
config = contrib_tpu.RunConfig(
    cluster=None, master=None, model_dir=folder, save_checkpoints_steps=3, tpu_config=tpu_config
)
assert (config.tpu_config.num_shards, config.cluster, config.master, config.evaluation_master) == (8, None, "", "")
assert config.replace(tf_random_seed=3).tpu_config == tpu_config
assert contrib_tpu.TPUConfig().per_host_input_for_training == 2
estimator = contrib_tpu.TPUEstimator(
    use_tpu=False,
    model_fn=model_fn,
    config=config,
    params={"rate": 0.01},
    train_batch_size=4,
    eval_batch_size=2,
    predict_batch_size=8,
)
assert isinstance(estimator, tf.estimator.Estimator)
assert tf.estimator.tpu.TPUEstimator is contrib_tpu.TPUEstimator

graphs = Graphs()
estimator.train(input_fn=input_fn, max_steps=5, hooks=[graphs])
training, = graphs.seen
assert [variable.op.name for variable in training.get_collection("variables")] == ["global_step", "net/weights"]
assert training.get_operation_by_name("global_step").type == "VarHandleOp"
assert training.get_operation_by_name("net/weights").type == "VariableV2"
assert [op.name for op in training.get_operations() if "Summary" in op.type] == [
    "SummaryWriter",
    "CreateSummaryFileWriter",
    "told",
    "FlushSummaryWriter",
    "loss",
    "FlushSummaryWriter_1",
    "Merge/MergeSummary",
]
assert len(os.listdir(summaries)) == 1
assert sorted(name for name in os.listdir(folder) if name.endswith(".index")) == ["model.ckpt-5.index"]
results = estimator.evaluate(input_fn, steps=3)
assert (sorted(results), results["global_step"]) == (["accuracy", "global_step", "loss"], 5)
assert len(list(estimator.predict(input_fn))) == 32
assert estimator.params == {"rate": 0.01}

# What is refused.
for wrong in (
    lambda: contrib_tpu.TPUEstimator(model_fn, use_tpu=False),
    lambda: contrib_tpu.TPUEstimator(model_fn, config=tf.estimator.RunConfig(), use_tpu=False),
    lambda: contrib_tpu.TPUEstimator(model_fn, config=config, params={"batch_size": 3}, use_tpu=False),
    lambda: contrib_tpu.TPUEstimator(model_fn, config=config),
    lambda: contrib_tpu.TPUConfig(iterations_per_loop=0),
    lambda: estimator.train(lambda: None, steps=1),
    lambda: contrib_tpu.TPUEstimatorSpec("train"),
    lambda: contrib_tpu.TPUEstimatorSpec("eval", loss=tf.zeros([]), eval_metrics=metric_fn),
):
    try:
        wrong()
    except ValueError:
        continue
    raise AssertionError(wrong)
for path in (folder, summaries):
    shutil.rmtree(path)
