"""What of tf.estimator has no stand-in: can be named, and says what to do when it is made or called."""

from __future__ import annotations

from typing import Any, NoReturn, Tuple

_NAMES = """
    BaselineClassifier BaselineEstimator BaselineRegressor BestExporter DNNClassifier DNNEstimator
    DNNLinearCombinedClassifier DNNLinearCombinedEstimator DNNLinearCombinedRegressor DNNRegressor
    Exporter FinalExporter LatestExporter LinearClassifier LinearEstimator LinearRegressor
"""


def refuse(name: str) -> NoReturn:
    """Says that something of tf.estimator has no stand-in, and what to do instead.

    Args:
        name: without the leading ``tf.estimator``.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(
        "tf.estimator.{} has no stand-in on TensorFlow 2: inspect the function that builds the model "
        "(script.py:model_fn), or inspect this program with --python and an environment that has TensorFlow "
        "1.15".format(name)
    )


class _Refused:
    """Can be named and derived from, but not made or called."""

    def __new__(cls, *_: Any, **__: Any) -> Any:
        """Says what to do instead."""
        refuse(cls.__name__)


def _refused(name: str) -> Tuple[str, type]:
    return name, type(name, (_Refused,), {"__module__": __name__})


globals().update(map(_refused, _NAMES.split()))
