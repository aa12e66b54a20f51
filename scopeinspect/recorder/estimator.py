"""Stands in for tf.estimator and the estimators of tf.contrib.tpu, which left TensorFlow with 2.16.

Programs that name estimators often build their model in a function of its own, which can be inspected without one.
So the names exist, what a ``model_fn`` returns works, and running an estimator is refused in one sentence.
"""

from __future__ import annotations

from typing import Any, Tuple

_ESTIMATORS = """
    BaselineClassifier BaselineEstimator BaselineRegressor BestExporter DNNClassifier DNNEstimator
    DNNLinearCombinedClassifier DNNLinearCombinedEstimator DNNLinearCombinedRegressor DNNRegressor Estimator EvalSpec
    Exporter FinalExporter InputPipelineConfig LatestExporter LinearClassifier LinearEstimator LinearRegressor
    RunConfig TPUConfig TPUEstimator TrainSpec WarmStartSettings train_and_evaluate
"""


class ModeKeys:
    """The modes that a ``model_fn`` is called in."""

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"


class EstimatorSpec:
    """What a ``model_fn`` returns: its arguments, as attributes."""

    def __init__(
        self, mode: str, predictions: Any = None, loss: Any = None, train_op: Any = None, **others: Any
    ) -> None:
        self.mode = mode
        self.predictions = predictions
        self.loss = loss
        self.train_op = train_op
        vars(self).update(others)


class TPUEstimatorSpec(EstimatorSpec):
    """What a ``model_fn`` for TPUs returns."""


class _Refused:
    """Can be named and derived from, but not made or called."""

    def __new__(cls, *_: Any, **__: Any) -> Any:
        """Says what to do instead."""
        raise NotImplementedError(
            "tf.estimator.{} has no stand-in on TensorFlow 2: inspect the function that builds the model "
            "(script.py:model_fn), or inspect this program with --python and an environment that has TensorFlow "
            "1.15".format(cls.__name__)
        )


def _refused(name: str) -> Tuple[str, type]:
    return name, type(name, (_Refused,), {"__module__": __name__})


globals().update(map(_refused, _ESTIMATORS.split()))
