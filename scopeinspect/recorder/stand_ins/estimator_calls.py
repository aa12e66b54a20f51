"""How an estimator's functions are called, and what they and its methods are given."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from .. import contrib

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_fn_args: Any = importlib.import_module("tensorflow.python.util.function_utils").fn_args
_Dataset: Any = importlib.import_module("tensorflow.python.data.ops.dataset_ops").DatasetV2

_MODEL_FN_TAKES = {"features", "labels", "mode", "params", "self", "config"}

Input = Tuple[Any, Any, List[Any]]
"""Features, labels and the hooks that they need."""


class _InitializeIterator(_tf.train.SessionRunHook):  # type: ignore[misc]
    """Initializes the iterator of a dataset, once there is a session."""

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator
        self._initializer: Any = None

    def begin(self) -> None:
        """See `tf.train.SessionRunHook`."""
        self._initializer = self._iterator.initializer

    def after_create_session(self, session: Any, coord: Any) -> None:
        """See `tf.train.SessionRunHook`."""
        del coord
        session.run(self._initializer)


def taken(function: Callable[..., Any], given: Dict[str, Any]) -> Dict[str, Any]:
    """Those arguments that a function takes."""
    takes = _fn_args(function)
    return {name: value for name, value in given.items() if name in takes}


def features_and_labels(result: Any) -> Input:
    """What an input function gives, a dataset or tensors, as features, labels and the hooks that they need."""
    hooks: List[Any] = []
    if isinstance(result, _Dataset):
        iterator = _tf.data.make_initializable_iterator(result)
        hooks.append(_InitializeIterator(iterator))
        result = iterator.get_next()
    if not isinstance(result, (list, tuple)):
        return result, None, hooks
    if len(result) != 2:
        raise ValueError("input_fn should return (features, labels) as a len 2 tuple.")
    return result[0], result[1], hooks


def check_model_fn(model_fn: Callable[..., Any], params: Any) -> None:
    """Checks what a ``model_fn`` takes.

    Raises:
        ValueError: it takes no features, not the params that there are, or something else.
    """
    takes = set(_fn_args(model_fn))
    if "features" not in takes:
        raise ValueError("model_fn ({}) must include features argument.".format(model_fn))
    if params is not None and "params" not in takes:
        told = "model_fn ({}) does not include params argument, but params ({}) is passed to Estimator."
        raise ValueError(told.format(model_fn, params))
    if params is None and "params" in takes:
        told = "Estimator's model_fn (%s) includes params argument, but params are not passed to Estimator."
        _tf.logging.warning(told, model_fn)
    if takes - _MODEL_FN_TAKES:
        told = "model_fn ({}) has following not expected args: {}"
        raise ValueError(told.format(model_fn, list(takes - _MODEL_FN_TAKES)))


def check_steps(name: str, value: Optional[int]) -> None:
    """Checks a number of steps."""
    if value is not None and value <= 0:
        raise ValueError("Must specify {} > 0, given: {}".format(name, value))


def instances(values: Optional[Iterable[Any]], kind: type, sentence: str) -> List[Any]:
    """The values as a list.

    Raises:
        TypeError: one of them is of another kind; it is put into the sentence.
    """
    given = list(values or ())
    for value in given:
        if not isinstance(value, kind):
            raise TypeError(sentence.format(value))
    return given


def checked_hooks(hooks: Optional[Iterable[Any]]) -> List[Any]:
    """The hooks, each of them one."""
    return instances(hooks, _tf.train.SessionRunHook, "Hooks must be a SessionRunHook, given: {}")


def checked_listeners(listeners: Optional[Iterable[Any]]) -> List[Any]:
    """The listeners, each of them one."""
    sentence = "saving_listeners must be a list of CheckpointSaverListener, given: {}"
    return instances(listeners, _tf.train.CheckpointSaverListener, sentence)
