"""What estimators are given and told, piece by piece. Values and refusals are those of TensorFlow 1.15."""

import json
import os
import shutil
import tempfile

import tensorflow as tf

est = tf.estimator
folder = tempfile.mkdtemp()


def refused(kind, function, *arguments, **named):
    try:
        function(*arguments, **named)
    except kind as error:
        return str(error)
    raise AssertionError((function, arguments, named))


# RunConfig.
config = est.RunConfig()
assert (config.model_dir, config.tf_random_seed, config.session_config, config.device_fn) == (None, None, None, None)
assert (config.save_summary_steps, config.log_step_count_steps, config.keep_checkpoint_max) == (100, 100, 5)
assert (config.save_checkpoints_secs, config.save_checkpoints_steps) == (600, None)
assert (config.keep_checkpoint_every_n_hours, config.session_creation_timeout_secs) == (10000, 7200)
assert (config.master, config.evaluation_master, config.is_chief) == ("", "", True)
assert (config.task_type, config.task_id, config.global_id_in_cluster) == ("worker", 0, 0)
assert (config.num_ps_replicas, config.num_worker_replicas, config.service, config.protocol) == (0, 1, None, None)
assert (config.train_distribute, config.eval_distribute, config.experimental_max_worker_delay_secs) == (None,) * 3
assert not config.cluster_spec
by_steps = config.replace(save_checkpoints_steps=3, model_dir="somewhere")
assert (by_steps.save_checkpoints_secs, by_steps.save_checkpoints_steps, by_steps.model_dir) == (None, 3, "somewhere")
assert (config.save_checkpoints_secs, config.save_checkpoints_steps, config.model_dir) == (600, None, None)
assert by_steps.replace(save_checkpoints_secs=5).save_checkpoints_steps is None
assert est.RunConfig(save_checkpoints_steps=None, save_checkpoints_secs=None).save_checkpoints_secs is None
assert est.RunConfig(save_checkpoints_steps=None).save_checkpoints_secs is None
assert est.RunConfig(save_checkpoints_secs=7).save_checkpoints_steps is None
refused(AttributeError, setattr, config, "model_dir", "somewhere")
refused(ValueError, config.replace, master="")
for wrong in (
    {"model_dir": ""},
    {"save_checkpoints_steps": 1, "save_checkpoints_secs": 2},
    {"save_summary_steps": -1},
    {"keep_checkpoint_max": -1},
    {"log_step_count_steps": 0},
    {"tf_random_seed": 1.5},
    {"session_config": {}},
    {"device_fn": lambda other: ""},
):
    refused(ValueError, est.RunConfig, **wrong)
os.environ["TF_CONFIG"] = json.dumps({"model_dir": "said"})
assert est.RunConfig().model_dir == est.RunConfig("said").model_dir == "said"
refused(ValueError, est.RunConfig, "other")
del os.environ["TF_CONFIG"]


class MyConfig(est.RunConfig):
    @property
    def mine(self):
        return 3


assert MyConfig().replace(tf_random_seed=1).mine == 3

# EstimatorSpec.
one, op = tf.constant(1.0), tf.no_op()
spec = est.EstimatorSpec("train", loss=tf.ones([1]), train_op=tf.get_variable("v", []).assign(0.0))
assert (spec.mode, spec.loss.shape.as_list(), spec.predictions, spec.eval_metric_ops) == ("train", [], {}, {})
assert (spec.training_hooks, spec.evaluation_hooks, spec.training_chief_hooks, spec.export_outputs) == ((), (), (), None)
assert isinstance(spec.scaffold, tf.train.Scaffold)
assert spec._replace(loss=one).loss is one
assert est.EstimatorSpec("train", loss=one, train_op=tf.global_variables()[0]).train_op.type == "VariableV2"
assert list(est.EstimatorSpec("infer", {"a": one}).export_outputs) == ["serving_default"]
named = est.EstimatorSpec("infer", one, export_outputs={"x": est.export.PredictOutput({"y": one})}).export_outputs
assert sorted(named) == ["serving_default", "x"]
assert est.ModeKeys.TRAIN + est.ModeKeys.EVAL + est.ModeKeys.PREDICT == "trainevalinfer"
refused(ValueError, spec._replace, mode="eval")
for kind, arguments in (
    (ValueError, {"mode": "train", "loss": one}),
    (ValueError, {"mode": "train", "train_op": op}),
    (ValueError, {"mode": "eval"}),
    (ValueError, {"mode": "infer"}),
    (ValueError, {"mode": "eval", "loss": tf.ones([2])}),
    (TypeError, {"mode": "eval", "loss": 1.0}),
    (TypeError, {"mode": "train", "loss": one, "train_op": "op"}),
    (TypeError, {"mode": "infer", "predictions": {"a": 1.0}}),
    (TypeError, {"mode": "eval", "loss": one, "eval_metric_ops": {"a": one}}),
    (TypeError, {"mode": "eval", "loss": one, "eval_metric_ops": [one]}),
    (TypeError, {"mode": "eval", "loss": one, "evaluation_hooks": ["hook"]}),
    (TypeError, {"mode": "eval", "loss": one, "scaffold": "scaffold"}),
):
    refused(kind, est.EstimatorSpec, **arguments)
with tf.Graph().as_default():
    refused(ValueError, est.EstimatorSpec, "eval", loss=one)

# TrainSpec and EvalSpec.
assert est.TrainSpec(len, 3) == (len, 3, ())
assert est.EvalSpec(len) == (len, 100, None, (), (), 120, 600)
refused(TypeError, est.TrainSpec, "input")
refused(ValueError, est.TrainSpec, len, max_steps=0)
refused(ValueError, est.EvalSpec, len, steps=0)
refused(ValueError, est.EvalSpec, len, throttle_secs=-1)
refused(TypeError, est.EvalSpec, len, name=3)
refused(TypeError, est.train_and_evaluate, None, est.TrainSpec(len), est.EvalSpec(len))


# Estimator.
class MyEstimator(est.Estimator):
    def mine(self):
        return self.model_dir


class Overriding(est.Estimator):
    def train(self):
        pass


modes = []


def model_fn(features, mode, params=None):
    modes.append(mode)
    step = tf.train.get_or_create_global_step()
    weights = tf.get_variable("weights", [2], initializer=tf.ones_initializer())
    local = tf.Variable(3.0, collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False, name="local")
    tf.summary.scalar("loss", tf.reduce_sum(weights))
    loss = tf.reduce_sum(weights * features) + local
    return est.EstimatorSpec(
        mode,
        {"weights": tf.identity(weights), "more": tf.ones([3])},
        loss,
        tf.train.GradientDescentOptimizer(0.1).minimize(loss, step),
        {"local": tf.metrics.mean(local)} if mode == est.ModeKeys.EVAL else None,
        scaffold=tf.train.Scaffold(local_init_op=tf.variables_initializer([local])),
    )


def input_fn(mode, config, params):
    modes.append(mode + "'s input")
    assert (config.model_dir, params) == (folder, {"a": 1})
    return tf.data.Dataset.from_tensors(tf.ones([2])).repeat(2)


refused(ValueError, est.Estimator, None)
refused(ValueError, est.Estimator, lambda other: None)
refused(ValueError, est.Estimator, lambda features, other: None)
refused(ValueError, est.Estimator, lambda features: None, params={})
refused(ValueError, est.Estimator, model_fn, "one", est.RunConfig("other"))
refused(ValueError, est.Estimator, model_fn, config="config")
refused(ValueError, est.Estimator, model_fn, warm_start_from=3)
refused(ValueError, Overriding, model_fn)
params = {"a": 1}
estimator = MyEstimator(model_fn, folder, params=params)
params["a"] = 2
estimator.params["a"] = 3
assert (estimator.mine(), estimator.params) == (folder, {"a": 1})
assert estimator.config.session_config.allow_soft_placement
refused(ValueError, estimator.get_variable_names)
refused(ValueError, estimator.train, input_fn, steps=1, max_steps=1)
refused(ValueError, estimator.train, input_fn, steps=0)
refused(ValueError, estimator.evaluate, input_fn, steps=0)
refused(TypeError, estimator.train, input_fn, hooks=["hook"])
refused(TypeError, estimator.train, input_fn, saving_listeners=["listener"])
refused(ValueError, estimator.train, lambda: (1, 2, 3), steps=1)
refused(ValueError, estimator.train, lambda: (tf.ones([2]), tf.ones([2])), steps=1)
refused(ValueError, est.Estimator(lambda features: None, folder).train, lambda: tf.ones([2]), steps=1)
assert not modes
estimator.train(input_fn)
assert estimator.evaluate(input_fn)["local"] == 3.0
assert next(estimator.predict(input_fn, ["weights"], yield_single_examples=False))["weights"].shape == (2,)
assert "different batch length" in refused(ValueError, list, estimator.predict(input_fn))
refused(ValueError, next, estimator.predict(input_fn, ["none"]))
assert modes[:6] == ["train's input", "train", "eval's input", "eval", "infer's input", "infer"]

# Where training begins.
settings = est.WarmStartSettings(folder, "none")
assert settings == (folder, "none", {}, {})
refused(ValueError, est.WarmStartSettings, "")
trained = estimator.get_variable_value("weights").tolist()
for begin, expected in ((folder, trained), (settings, [1.0, 1.0])):
    other = est.Estimator(model_fn, tempfile.mkdtemp(), warm_start_from=begin)
    predicted = next(other.predict(lambda: tf.ones([2]), yield_single_examples=False))
    assert predicted["weights"].tolist() == expected
    shutil.rmtree(other.model_dir)
shutil.rmtree(folder)
