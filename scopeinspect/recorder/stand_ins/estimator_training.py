"""Stands in for tf.estimator.train_and_evaluate and what it takes, on a single machine."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Tuple

from .. import contrib
from .estimator import Estimator
from .estimator_calls import check_steps
from .estimator_refused import refuse
from .estimator_spec import checked_hooks

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_Timer: Any = importlib.import_module("tensorflow.python.training.basic_session_run_hooks").SecondOrStepTimer


class _Training(NamedTuple):
    input_fn: Callable[..., Any]
    max_steps: Optional[int]
    hooks: Tuple[Any, ...]


class TrainSpec(_Training):
    """How to train; arguments as of `Estimator.train`."""

    def __new__(
        cls, input_fn: Callable[..., Any], max_steps: Optional[int] = None, hooks: Optional[Iterable[Any]] = None
    ) -> TrainSpec:
        """Checks what is given."""
        _check_input_fn(input_fn)
        check_steps("max_steps", max_steps)
        return super().__new__(cls, input_fn, max_steps, checked_hooks(hooks))


class _Evaluation(NamedTuple):
    input_fn: Callable[..., Any]
    steps: Optional[int]
    name: Optional[str]
    hooks: Tuple[Any, ...]
    exporters: Tuple[Any, ...]
    start_delay_secs: float
    throttle_secs: float


class EvalSpec(_Evaluation):
    """How to evaluate, and how often at most; arguments as of `Estimator.evaluate`. Exporters have no stand-in."""

    def __new__(
        cls,
        input_fn: Callable[..., Any],
        steps: Optional[int] = 100,
        name: Optional[str] = None,
        hooks: Optional[Iterable[Any]] = None,
        exporters: Any = None,
        start_delay_secs: float = 120,
        throttle_secs: float = 600,
    ) -> EvalSpec:
        """Checks what is given."""
        _check_input_fn(input_fn)
        check_steps("steps", steps)
        if name is not None and not isinstance(name, str):
            raise TypeError("`name` must be string, given: {}".format(name))
        if exporters:
            refuse("EvalSpec with exporters")
        for what, seconds in (("start_delay_secs", start_delay_secs), ("throttle_secs", throttle_secs)):
            if seconds < 0:
                raise ValueError("Must specify {} >= 0, given: {}".format(what, seconds))
        return super().__new__(cls, input_fn, steps, name, checked_hooks(hooks), (), start_delay_secs, throttle_secs)


def train_and_evaluate(
    estimator: Estimator, train_spec: TrainSpec, eval_spec: EvalSpec
) -> Tuple[Optional[Dict[str, Any]], Optional[List[Any]]]:
    """Trains, and evaluates in the end and after those checkpoints that are not too close together.

    Returns:
        The metrics of the last evaluation, and the results of exports, of which there are none.

    Raises:
        TypeError: an argument is not of its type.
    """
    for name, value, kind in (
        ("eval_spec", eval_spec, EvalSpec),
        ("estimator", estimator, Estimator),
        ("train_spec", train_spec, TrainSpec),
    ):
        if not isinstance(value, kind):
            told = "`{}` must have type `tf.estimator.{}`. Got: {}"
            raise TypeError(told.format(name, kind.__name__, type(value)))
    _tf.logging.info("Running training and evaluation locally (non-distributed).")
    listener = _EvaluateSaved(estimator, eval_spec)
    estimator.train(train_spec.input_fn, train_spec.hooks, None, train_spec.max_steps, [listener])
    return listener.metrics, None if listener.metrics is None else []


class _EvaluateSaved(_tf.train.CheckpointSaverListener):  # type: ignore[misc]
    """Evaluates the checkpoints that are saved, but the first, which nothing has been trained for."""

    def __init__(self, estimator: Estimator, spec: EvalSpec) -> None:
        self.metrics: Optional[Dict[str, Any]] = None
        self._estimator = estimator
        self._spec = spec
        self._timer: Any = None
        self._is_first = True

    def begin(self) -> None:
        """See `tf.train.CheckpointSaverListener`."""
        self._timer = _Timer(every_secs=self._spec.throttle_secs)
        self._is_first = True

    def after_save(self, session: Any, global_step_value: int) -> None:
        """See `tf.train.CheckpointSaverListener`."""
        del session
        if self._is_first:
            self._is_first = False
        elif self._timer.should_trigger_for_step(global_step_value):
            self._evaluate(global_step_value)
        else:
            told = "Skip the current checkpoint eval due to throttle secs ({} secs)."
            _tf.logging.info(told.format(self._spec.throttle_secs))

    def end(self, session: Any, global_step_value: int) -> None:
        """See `tf.train.CheckpointSaverListener`."""
        del session
        if global_step_value != self._timer.last_triggered_step():
            self._evaluate(global_step_value)

    def _evaluate(self, step: int) -> None:
        self._timer.update_last_triggered_step(step)
        self.metrics = self._estimator.evaluate(
            input_fn=self._spec.input_fn,
            steps=self._spec.steps,
            name=self._spec.name,
            checkpoint_path=self._estimator.latest_checkpoint(),
            hooks=self._spec.hooks,
        )


def _check_input_fn(input_fn: Any) -> None:
    if not callable(input_fn):
        raise TypeError("`input_fn` must be callable, given: {}".format(input_fn))
