"""Stands in for tf.contrib.tpu's estimator, which also is tf.estimator.tpu, as it runs without a TPU."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Iterable, NamedTuple, Optional, Tuple

from .. import contrib
from .estimator import Estimator
from .estimator_calls import check_model_fn
from .estimator_spec import (
    EstimatorSpec,
    ModeKeys,
    checked_hooks,
    checked_loss,
    checked_predictions,
    checked_train_op,
)
from .estimator_tpu_config import RunConfig, log_every

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_fn_args: Any = importlib.import_module("tensorflow.python.util.function_utils").fn_args
_summary: Any = importlib.import_module("tensorflow.python.ops.summary_ops_v2")

_BATCH_SIZE, _USE_TPU = "batch_size", "use_tpu"
_RESERVED = (_BATCH_SIZE, "context")

HostCall = Tuple[Callable[..., Any], Any]
"""A function, and its arguments as a sequence or as a dictionary."""


class _Fields(NamedTuple):
    mode: str
    predictions: Any
    loss: Any
    train_op: Any
    eval_metrics: Optional[HostCall]
    export_outputs: Any
    scaffold_fn: Optional[Callable[[], Any]]
    host_call: Optional[HostCall]
    training_hooks: Tuple[Any, ...]
    evaluation_hooks: Tuple[Any, ...]
    prediction_hooks: Tuple[Any, ...]


class TPUEstimatorSpec(_Fields):
    """What a ``model_fn`` for TPUs returns.

    Args:
        mode: as of `EstimatorSpec`, like whatever is not told here.
        predictions: see there.
        loss: see there.
        train_op: see there.
        eval_metrics: a function that makes the metrics, and its arguments.
        export_outputs: see there.
        scaffold_fn: makes the scaffold.
        host_call: a function that gives what is run at each step, and its arguments.
        training_hooks: see there.
        evaluation_hooks: see there.
        prediction_hooks: see there.
    """

    def __new__(
        cls,
        mode: str,
        predictions: Any = None,
        loss: Any = None,
        train_op: Any = None,
        eval_metrics: Optional[HostCall] = None,
        export_outputs: Any = None,
        scaffold_fn: Optional[Callable[[], Any]] = None,
        host_call: Optional[HostCall] = None,
        training_hooks: Optional[Iterable[Any]] = None,
        evaluation_hooks: Optional[Iterable[Any]] = None,
        prediction_hooks: Optional[Iterable[Any]] = None,
    ) -> TPUEstimatorSpec:
        """Checks what is given."""
        for name, call in (("eval_metrics", eval_metrics), ("host_call", host_call)):
            if call is not None:
                _check_host_call(name, call)
        return super().__new__(
            cls,
            mode,
            checked_predictions(predictions, mode),
            checked_loss(loss, mode),
            checked_train_op(train_op, mode),
            eval_metrics,
            export_outputs,
            scaffold_fn,
            host_call,
            checked_hooks(training_hooks),
            checked_hooks(evaluation_hooks),
            checked_hooks(prediction_hooks),
        )

    def as_estimator_spec(self) -> EstimatorSpec:
        """The same without a TPU: the host's functions are called here."""
        metrics = None if self.eval_metrics is None else _call(self.eval_metrics)
        hooks = () if self.host_call is None else (_HostCallHook(_call(self.host_call)),)
        return EstimatorSpec(
            self.mode,
            self.predictions,
            self.loss,
            self.train_op,
            metrics,
            self.export_outputs,
            scaffold=self.scaffold_fn() if self.scaffold_fn else None,
            training_hooks=self.training_hooks + hooks,
            evaluation_hooks=self.evaluation_hooks + hooks,
            prediction_hooks=self.prediction_hooks + hooks,
        )


class TPUEstimator(Estimator):
    """Trains, evaluates and predicts on the CPU with what a ``model_fn`` for TPUs builds.

    Args:
        model_fn: as of `Estimator`; takes params, and may return a `TPUEstimatorSpec`.
        model_dir: as of `Estimator`.
        config: a `RunConfig` of this module.
        params: as of `Estimator`; the functions find the batch size among them, too.
        use_tpu: whether there is a TPU to run on. It can be said, and there is none.
        train_batch_size: the ``params["batch_size"]`` of a training.
        eval_batch_size: that of an evaluation.
        predict_batch_size: that of a prediction.
        batch_axis: nothing comes of it without a TPU.
        eval_on_tpu: whether evaluations would run on the TPU, too.
        warm_start_from: as of `Estimator`.
        others: what only exports and TPUs need.

    Raises:
        ValueError: an argument doesn't fit.
    """

    def __init__(
        self,
        model_fn: Callable[..., Any],
        model_dir: Any = None,
        config: Optional[RunConfig] = None,
        params: Any = None,
        use_tpu: bool = True,
        train_batch_size: Optional[int] = None,
        eval_batch_size: Optional[int] = None,
        predict_batch_size: Optional[int] = None,
        batch_axis: Any = None,
        eval_on_tpu: bool = True,
        warm_start_from: Any = None,
        **others: Any,
    ) -> None:
        del batch_axis, others
        if not isinstance(config, RunConfig):
            raise ValueError("`config` must be provided with type `tpu_config.RunConfig`")  # noqa: TRY004
        if params is not None and any(name in params for name in _RESERVED):
            raise ValueError("{} are reserved keys but existed in params {}.".format(list(_RESERVED), params))
        if use_tpu and train_batch_size is None:
            raise ValueError("`train_batch_size` cannot be `None`")
        check_model_fn(model_fn, params)
        _check_takes_params("model_fn", model_fn)
        self._on_tpu = {ModeKeys.TRAIN: use_tpu, ModeKeys.EVAL: use_tpu and eval_on_tpu, ModeKeys.PREDICT: use_tpu}
        self._batch_sizes = {
            ModeKeys.TRAIN: train_batch_size,
            ModeKeys.EVAL: eval_batch_size,
            ModeKeys.PREDICT: predict_batch_size,
        }
        self._log_every = log_every(config)
        # What logs the steps is a hook of ours, not those of `Estimator`.
        super().__init__(model_fn, model_dir, config.replace(log_step_count_steps=None), params or {}, warm_start_from)

    def _create_global_step(self, graph: Any) -> Any:
        with graph.name_scope(None):
            return _tf.get_variable(
                _tf.GraphKeys.GLOBAL_STEP,
                shape=[],
                dtype=_tf.int64,
                initializer=_tf.zeros_initializer(),
                trainable=False,
                use_resource=True,
                collections=[_tf.GraphKeys.GLOBAL_VARIABLES, _tf.GraphKeys.GLOBAL_STEP],
            )

    def _call_input_fn(self, input_fn: Callable[..., Any], mode: str) -> Any:
        if self._on_tpu[mode]:
            told = "tf.contrib.tpu.TPUEstimator has no TPU here: run this program with use_tpu=False"
            raise NotImplementedError(told)
        _check_takes_params("input_fn", input_fn)
        return super()._call_input_fn(input_fn, mode)

    def _call_model_fn(self, features: Any, labels: Any, mode: str, config: Any) -> Any:
        _tf.logging.info("Running %s on CPU", mode)
        spec = super()._call_model_fn(features, labels, mode, config)
        if not self._log_every:
            return spec
        folder = self.model_dir if config.save_summary_steps else None
        hook = _ExamplesPerSecond(self._batch_sizes[mode], output_dir=folder, **self._log_every)
        return spec._replace(training_hooks=(*spec.training_hooks, hook))

    def _warn_of_endless(self, features: Any) -> None:
        """Doesn't, unlike the other estimator."""

    def _params_for(self, mode: str, is_for_model: bool = False) -> Any:
        params = super()._params_for(mode)
        if self._batch_sizes[mode] is not None:
            _set(params, _BATCH_SIZE, self._batch_sizes[mode])
        if is_for_model:
            _set(params, _USE_TPU, False)
        return params

    def _checked_spec(self, spec: Any) -> Any:
        return super()._checked_spec(spec.as_estimator_spec() if isinstance(spec, TPUEstimatorSpec) else spec)


class _HostCallHook(_tf.train.SessionRunHook):  # type: ignore[misc]
    """Runs what a host call gave, at each step."""

    def __init__(self, tensors: Any) -> None:
        self._tensors = tensors
        self._begin: Any = None
        self._end: Any = None

    def begin(self) -> None:
        """See `tf.train.SessionRunHook`."""
        flush = getattr(_summary, "legacy_raw_flush", _summary.flush)  # since 2.5
        self._begin = _summary.summary_writer_initializer_op()
        self._end = [flush(writer=op.inputs[0]) for op in self._begin]

    def after_create_session(self, session: Any, coord: Any) -> None:
        """See `tf.train.SessionRunHook`."""
        del coord
        session.run(self._begin)

    def before_run(self, run_context: Any) -> Any:
        """See `tf.train.SessionRunHook`."""
        del run_context
        return _tf.train.SessionRunArgs(self._tensors)

    def end(self, session: Any) -> None:
        """See `tf.train.SessionRunHook`."""
        session.run(self._end)


class _ExamplesPerSecond(_tf.train.StepCounterHook):  # type: ignore[misc]
    """Logs the steps and, where the batch size is known, the examples of a second."""

    def __init__(self, batch_size: Optional[int], **others: Any) -> None:
        super().__init__(**others)
        self._batch_size = batch_size

    def _log_and_record(self, elapsed_steps: int, elapsed_time: float, global_step: int) -> None:
        steps = elapsed_steps / elapsed_time
        rates = {"global_step/sec": steps}
        if self._batch_size is not None:
            rates["examples/sec"] = self._batch_size * steps
        for name, rate in rates.items():
            if self._summary_writer is not None:
                value = _tf.Summary.Value(tag=name, simple_value=rate)
                self._summary_writer.add_summary(_tf.Summary(value=[value]), global_step)
            _tf.logging.info("%s: %g", name, rate)


def _check_host_call(name: str, call: Any) -> None:
    if not isinstance(call, (tuple, list)):
        raise ValueError("{} should be tuple or list".format(name))  # noqa: TRY004 - as TensorFlow 1 does
    if len(call) != 2:
        raise ValueError("{} should have two elements.".format(name))
    if not callable(call[0]):
        raise TypeError("{}[0] should be callable.".format(name))
    if not isinstance(call[1], (tuple, list, dict)):
        raise ValueError("{}[1] should be tuple or list, or dict.".format(name))  # noqa: TRY004


def _call(host_call: HostCall) -> Any:
    function, arguments = host_call
    return function(**arguments) if isinstance(arguments, dict) else function(*arguments)


def _check_takes_params(name: str, function: Callable[..., Any]) -> None:
    if "params" not in _fn_args(function):
        told = "{} ({}) does not include params argument, required by TPUEstimator to pass batch size as {}"
        raise ValueError(told.format(name, function, "params['batch_size']"))


def _set(params: Any, name: str, value: Any) -> None:
    """Sets a parameter in a dictionary or in `HParams`."""
    if not hasattr(params, "set_hparam"):
        params[name] = value
    elif name in params:
        params.set_hparam(name, value)
    else:
        params.add_hparam(name, value)
