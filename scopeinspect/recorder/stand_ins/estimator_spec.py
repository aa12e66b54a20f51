"""Stands in for tf.estimator.EstimatorSpec: what a ``model_fn`` returns, checked as TensorFlow 1.15 does."""

from __future__ import annotations

import importlib
from typing import Any, Dict, Iterable, NamedTuple, Optional, Tuple

from .. import contrib
from .estimator_calls import instances

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_variables: Any = importlib.import_module("tensorflow.python.ops.variables")
_export_utils: Any = importlib.import_module("tensorflow.python.saved_model.model_utils.export_utils")


class ModeKeys:
    """The modes that a ``model_fn`` is called in."""

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"


class _Fields(NamedTuple):
    mode: str
    predictions: Any
    loss: Any
    train_op: Any
    eval_metric_ops: Dict[str, Any]
    export_outputs: Any
    training_chief_hooks: Tuple[Any, ...]
    training_hooks: Tuple[Any, ...]
    scaffold: Any
    evaluation_hooks: Tuple[Any, ...]
    prediction_hooks: Tuple[Any, ...]


class EstimatorSpec(_Fields):
    """What a ``model_fn`` returns.

    Args:
        mode: one of `ModeKeys`.
        predictions: a tensor, or a dictionary of some; needed to predict.
        loss: a tensor of one number; needed to train and to evaluate.
        train_op: what is run at each step; needed to train.
        eval_metric_ops: of each metric its value and its update, or a metric of Keras.
        export_outputs: what is exported, by name.
        training_chief_hooks: run with the training.
        training_hooks: run with the training.
        scaffold: a `tf.train.Scaffold`.
        evaluation_hooks: run with the evaluation.
        prediction_hooks: run with the prediction.

    Raises:
        ValueError: what the mode needs is missing, or belongs to another graph.
        TypeError: something is not of its type.
    """

    def __new__(
        cls,
        mode: str,
        predictions: Any = None,
        loss: Any = None,
        train_op: Any = None,
        eval_metric_ops: Optional[Dict[str, Any]] = None,
        export_outputs: Optional[Dict[str, Any]] = None,
        training_chief_hooks: Optional[Iterable[Any]] = None,
        training_hooks: Optional[Iterable[Any]] = None,
        scaffold: Any = None,
        evaluation_hooks: Optional[Iterable[Any]] = None,
        prediction_hooks: Optional[Iterable[Any]] = None,
    ) -> EstimatorSpec:
        """Checks what is given."""
        train_op = checked_train_op(train_op, mode)
        loss = checked_loss(loss, mode)
        predictions = checked_predictions(predictions, mode)
        if mode == ModeKeys.PREDICT:
            export_outputs = _export_utils.get_export_outputs(export_outputs, predictions)
        return super().__new__(
            cls,
            mode,
            predictions,
            loss,
            train_op,
            _checked_metrics(eval_metric_ops),
            export_outputs,
            checked_hooks(training_chief_hooks),
            checked_hooks(training_hooks),
            _checked_scaffold(scaffold),
            checked_hooks(evaluation_hooks),
            checked_hooks(prediction_hooks),
        )

    def _replace(self, **fields: Any) -> EstimatorSpec:
        if fields.get("mode", self.mode) != self.mode:
            raise ValueError("mode of EstimatorSpec cannot be changed.")
        return EstimatorSpec(**{**self._asdict(), **fields})


def checked_train_op(train_op: Any, mode: str) -> Any:
    """The op that is run at each step; of a variable, its op."""
    if train_op is None:
        if mode == ModeKeys.TRAIN:
            raise ValueError("Missing train_op.")
        return None
    if not (isinstance(train_op, _tf.Operation) or _is_dense(train_op)):
        raise TypeError("train_op must be Operation or Tensor, given: {}".format(train_op))
    if isinstance(train_op, _variables.Variable):
        train_op = train_op.op
    _check_graph("train_op", train_op)
    return train_op


def checked_loss(loss: Any, mode: str) -> Any:
    """The loss as a scalar."""
    if loss is None:
        if mode in (ModeKeys.TRAIN, ModeKeys.EVAL):
            raise ValueError("Missing loss.")
        return None
    _check_tensor("loss", loss)
    if loss.shape.num_elements() not in (None, 1):
        raise ValueError("Loss must be scalar, given: {}".format(loss))
    if not loss.shape.is_compatible_with([]):
        loss = _tf.reshape(loss, [])
    _check_graph("loss", loss)
    return loss


def checked_predictions(predictions: Any, mode: str) -> Any:
    """The predictions; an empty dictionary where there are none."""
    if predictions is None:
        if mode == ModeKeys.PREDICT:
            raise ValueError("Missing predictions.")
        return {}
    if not isinstance(predictions, dict):
        _check_tensor("predictions", predictions)
        _check_graph("prediction values", predictions)
        return predictions
    for key, value in predictions.items():
        _check_tensor("predictions[{}]".format(key), value)
        _check_graph("prediction values", value, "{}: ".format(key))
    return dict(predictions)


def checked_hooks(hooks: Optional[Iterable[Any]]) -> Tuple[Any, ...]:
    """The hooks, each of them one."""
    return tuple(instances(hooks, _tf.train.SessionRunHook, "All hooks must be SessionRunHook instances, given: {}"))


def _checked_metrics(metrics: Optional[Dict[str, Any]]) -> Dict[str, Any]:
    """Of each metric its value and its update. The dictionary stays the program's own, as under 1.15."""
    if metrics is None:
        return {}
    if not isinstance(metrics, dict):
        raise TypeError("eval_metric_ops must be a dict, given: {}".format(metrics))
    for key, value in metrics.items():
        if _is_keras_metric(value):
            if not value.updates:
                raise ValueError('Please call update_state(...) on the "{}" metric'.format(value.name))
            metrics[key] = _of_keras(value)
        elif not isinstance(value, tuple) or len(value) != 2:
            told = "Values of eval_metric_ops must be (metric_value, update_op) tuples, given: {} for key: {}"
            raise TypeError(told.format(value, key))
        for tensor in _tf.nest.flatten(metrics[key]):
            _check_graph("eval_metric_ops", tensor, "{}: ".format(key))
    return metrics


def _is_keras_metric(value: Any) -> bool:
    return all(hasattr(value, name) for name in ("updates", "result", "variables"))


def _of_keras(metric: Any) -> Tuple[Any, Any]:
    value = metric.result()
    for name in (_tf.GraphKeys.LOCAL_VARIABLES, _tf.GraphKeys.METRIC_VARIABLES):
        known = {id(variable) for variable in _tf.get_collection(name)}
        for variable in metric.variables:
            if id(variable) not in known:
                _tf.add_to_collection(name, variable)
    return value, metric.updates[0]


def _checked_scaffold(scaffold: Any) -> Any:
    scaffold = scaffold or _tf.train.Scaffold()
    if not isinstance(scaffold, _tf.train.Scaffold):
        raise TypeError("scaffold must be tf.train.Scaffold. Given: {}".format(scaffold))
    return scaffold


def _is_dense(value: Any) -> bool:
    return isinstance(value, (_tf.Tensor, _variables.Variable))


def _check_tensor(name: str, value: Any) -> None:
    if not _is_dense(value):
        raise TypeError("{} must be Tensor, given: {}".format(name, value))


def _check_graph(name: str, value: Any, key: str = "") -> None:
    if value.graph is not _tf.get_default_graph():
        raise ValueError(
            '{0} with "{1}{2}" must be from the default graph. Possible causes of this error include: \n\n'
            "1) {0} was created outside the context of the default graph.\n\n"
            "2) The object passed through to EstimatorSpec was not created in the most recent call to "
            '"model_fn".'.format(name, key, value.name)
        )
