"""Stands in for tf.estimator.Estimator, which left TensorFlow with 2.16.

Each of `train`, `evaluate` and `predict` builds a graph of its own in the order of TensorFlow 1.15, and runs it in the
sessions of compat.v1, so that scopes, variables and ops are those of 1.15. It runs on a single machine, without
strategies. What else tf.estimator has is in the files beside this one, see `contrib.PLACES`.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import os
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional

from .. import contrib
from .estimator_calls import (
    Input,
    check_model_fn,
    check_steps,
    checked_hooks,
    checked_listeners,
    features_and_labels,
    taken,
)
from .estimator_config import RunConfig, completed, warm_start_settings
from .estimator_refused import refuse
from .estimator_results import examples, metrics, of_keys, with_local_variables, write_summaries
from .estimator_spec import EstimatorSpec, ModeKeys

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_evaluation: Any = importlib.import_module("tensorflow.python.training.evaluation")
_training_util: Any = importlib.import_module("tensorflow.python.training.training_util")

_LOSS = "loss"


class Estimator:
    """Trains, evaluates and predicts with what a ``model_fn`` builds.

    Args:
        model_fn: takes features, and any of labels, mode, params and config; returns an `EstimatorSpec`.
        model_dir: where checkpoints and summaries are; a temporary folder where neither it nor config says.
        config: a `RunConfig`.
        params: passed on to those functions that take params.
        warm_start_from: a checkpoint, a SavedModel or `WarmStartSettings` to begin with.

    Raises:
        ValueError: an argument doesn't fit, or a subclass overrides what it may not.
    """

    def __init__(
        self,
        model_fn: Callable[..., Any],
        model_dir: Any = None,
        config: Optional[RunConfig] = None,
        params: Any = None,
        warm_start_from: Any = None,
    ) -> None:
        self._check_overridden()
        self._config: Any = completed(config, model_dir)
        _tf.logging.info("Using config: %s", str(vars(self._config)))
        if model_fn is None:
            raise ValueError("model_fn must be provided to Estimator.")
        check_model_fn(model_fn, params)
        self._model_fn = model_fn
        self._params = copy.deepcopy(params or {})
        self._warm_start = warm_start_settings(warm_start_from)

    @property
    def model_dir(self) -> str:
        """Where checkpoints and summaries are."""
        return str(self._config.model_dir)

    @property
    def config(self) -> Any:
        """A copy of the configuration."""
        return copy.deepcopy(self._config)

    @property
    def params(self) -> Any:
        """A copy of the parameters."""
        return copy.deepcopy(self._params)

    @property
    def model_fn(self) -> Callable[[Any, Any, str, Any], Any]:
        """The ``model_fn`` with its parameters: takes features, labels, mode and config."""

        def public_model_fn(features: Any, labels: Any, mode: str, config: Any) -> Any:
            return self._call_model_fn(features, labels, mode, config)

        return public_model_fn

    def get_variable_value(self, name: str) -> Any:
        """The value of a variable in the latest checkpoint."""
        self._check_is_trained()
        return _tf.train.load_variable(self.model_dir, name)

    def get_variable_names(self) -> List[str]:
        """The names of the variables in the latest checkpoint."""
        self._check_is_trained()
        return [name for name, _ in _tf.train.list_variables(self.model_dir)]

    def latest_checkpoint(self) -> Optional[str]:
        """The path of the latest checkpoint."""
        return _tf.train.latest_checkpoint(self.model_dir)  # type: ignore[no-any-return]

    def eval_dir(self, name: Optional[str] = None) -> str:
        """Where the summaries of an evaluation are written."""
        return os.path.join(self.model_dir, "eval_" + name if name else "eval")

    def train(
        self,
        input_fn: Callable[..., Any],
        hooks: Optional[Iterable[Any]] = None,
        steps: Optional[int] = None,
        max_steps: Optional[int] = None,
        saving_listeners: Optional[Iterable[Any]] = None,
    ) -> Estimator:
        """Trains, until the input ends or the steps are done.

        Args:
            input_fn: returns features and labels, or a dataset of such pairs.
            hooks: run with the training.
            steps: how many steps are done.
            max_steps: how many are done in all, with those of a checkpoint that is there already.
            saving_listeners: are told when a checkpoint is saved.
        """
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        for name, value in (("steps", steps), ("max_steps", max_steps)):
            check_steps(name, value)
        if max_steps is not None and max_steps <= self._steps_done():
            _tf.logging.info("Skipping training since max_steps has already saved.")
            return self
        all_hooks = checked_hooks(hooks)
        if steps is not None or max_steps is not None:
            all_hooks.append(_tf.train.StopAtStepHook(steps, max_steps))
        listeners = checked_listeners(saving_listeners)
        with self._graph(self._config.device_fn) as graph:
            _training_util._get_or_create_global_step_read(graph)
            features, labels, input_hooks = self._input(input_fn, ModeKeys.TRAIN)
            spec = self._call_model_fn(features, labels, ModeKeys.TRAIN, self.config)
            loss = self._run_training(spec, input_hooks + all_hooks, listeners)
        _tf.logging.info("Loss for final step: %s.", loss)
        return self

    def evaluate(
        self,
        input_fn: Callable[..., Any],
        steps: Optional[int] = None,
        hooks: Optional[Iterable[Any]] = None,
        checkpoint_path: Optional[str] = None,
        name: Optional[str] = None,
    ) -> Dict[str, Any]:
        """Evaluates, until the input ends or the steps are done.

        Args:
            input_fn: as of `train`.
            steps: how many batches are looked at.
            hooks: run with the evaluation.
            checkpoint_path: which checkpoint; the latest where none is named, new variables where there is none.
            name: of the evaluation, for the folder of its summaries.

        Returns:
            The metrics by name, with the loss and the global step.
        """
        check_steps("steps", steps)
        all_hooks = checked_hooks(hooks)
        if steps is not None:
            all_hooks.append(_evaluation._StopAfterNEvalsHook(num_evals=steps))
        checkpoint_path = self._checkpoint(checkpoint_path, "evaluate")
        with self._graph():
            features, labels, input_hooks = self._input(input_fn, ModeKeys.EVAL)
            spec = self._call_model_fn(features, labels, ModeKeys.EVAL, self.config)
            update, values = metrics(spec)
            self._start_warm_without(checkpoint_path)
            results = _evaluation._evaluate_once(
                checkpoint_path=checkpoint_path,
                master=self._config.evaluation_master,
                scaffold=with_local_variables(spec.scaffold),
                eval_ops=update,
                final_ops=values,
                hooks=[*input_hooks, *all_hooks, *spec.evaluation_hooks],
                config=self._config.session_config,
            )
            write_summaries(self.eval_dir(name), results, checkpoint_path)
        return results  # type: ignore[no-any-return]

    def predict(
        self,
        input_fn: Callable[..., Any],
        predict_keys: Optional[Iterable[str]] = None,
        hooks: Optional[Iterable[Any]] = None,
        checkpoint_path: Optional[str] = None,
        yield_single_examples: bool = True,
    ) -> Iterator[Any]:
        """Gives predictions, until the input ends.

        Args:
            input_fn: as of `train`; labels are not looked at.
            predict_keys: which of the predictions, where those have names.
            hooks: run with the prediction.
            checkpoint_path: as of `evaluate`.
            yield_single_examples: whether they come one by one, or in batches.
        """
        all_hooks = checked_hooks(hooks)
        checkpoint_path = self._checkpoint(checkpoint_path, "predict")
        with self._graph():
            features, _, input_hooks = self._input(input_fn, ModeKeys.PREDICT)
            self._warn_of_endless(features)
            spec = self._call_model_fn(features, None, ModeKeys.PREDICT, self.config)
            self._start_warm_without(checkpoint_path)
            predictions = of_keys(spec.predictions, predict_keys)
            creator = _tf.train.ChiefSessionCreator(
                checkpoint_filename_with_path=checkpoint_path,
                master=self._config.master,
                scaffold=spec.scaffold,
                config=self._config.session_config,
            )
            every_hook = [*input_hooks, *all_hooks, *spec.prediction_hooks]
            with _tf.train.MonitoredSession(session_creator=creator, hooks=every_hook) as session:
                while not session.should_stop():
                    batch = session.run(predictions)
                    if yield_single_examples:
                        yield from examples(batch)
                    else:
                        yield batch

    def export_saved_model(self, *_: Any, **__: Any) -> Any:
        """Says what to do instead."""
        refuse("Estimator.export_saved_model")

    def export_savedmodel(self, *_: Any, **__: Any) -> Any:
        """Says what to do instead."""
        refuse("Estimator.export_savedmodel")

    def experimental_export_all_saved_models(self, *_: Any, **__: Any) -> Any:
        """Says what to do instead."""
        refuse("Estimator.experimental_export_all_saved_models")

    def _check_overridden(self) -> None:
        known = {name for name in dir(Estimator) if not name.startswith("_")} - {"model_fn"}
        overridden = known.intersection(vars(type(self)))
        if type(self) is not Estimator and overridden:
            told = "Subclasses of Estimator cannot override members of Estimator. {} does override {}"
            raise ValueError(told.format(type(self), sorted(overridden)))

    def _check_is_trained(self) -> None:
        if not self.latest_checkpoint():
            raise ValueError("Could not find trained model in model_dir: {}.".format(self.model_dir))

    def _steps_done(self) -> int:
        latest = self.latest_checkpoint()
        reader = _tf.train.NewCheckpointReader(latest) if latest else None
        if reader is None or not reader.has_tensor(_tf.GraphKeys.GLOBAL_STEP):
            return 0
        return int(reader.get_tensor(_tf.GraphKeys.GLOBAL_STEP))

    def _checkpoint(self, path: Optional[str], purpose: str) -> Optional[str]:
        path = path or self.latest_checkpoint()
        if not path:
            told = "Could not find trained model in model_dir: {}, running initialization to {}."
            _tf.logging.info(told.format(self.model_dir, purpose))
        return path

    @contextlib.contextmanager
    def _graph(self, device: Any = None) -> Iterator[Any]:
        """A new graph with its seed and its global step, with ops on a device."""
        with _tf.Graph().as_default() as graph, graph.device(device):
            _tf.set_random_seed(self._config.tf_random_seed)
            self._create_global_step(graph)
            yield graph

    def _create_global_step(self, graph: Any) -> Any:
        return _tf.train.create_global_step(graph)

    def _input(self, input_fn: Callable[..., Any], mode: str) -> Input:
        return features_and_labels(self._call_input_fn(input_fn, mode))

    def _call_input_fn(self, input_fn: Callable[..., Any], mode: str) -> Any:
        given = {"mode": mode, "params": self._params_for(mode), "config": self.config}
        with _tf.device("/cpu:0"):
            return input_fn(**taken(input_fn, given))

    def _call_model_fn(self, features: Any, labels: Any, mode: str, config: Any) -> Any:
        given = {"mode": mode, "params": self._params_for(mode, True), "config": config, "labels": labels}
        arguments = taken(self._model_fn, given)
        if labels is not None and "labels" not in arguments:
            raise ValueError("model_fn does not take labels, but input_fn returns labels.")
        _tf.logging.info("Calling model_fn.")
        spec = self._checked_spec(self._model_fn(features=features, **arguments))
        _tf.logging.info("Done calling model_fn.")
        return spec

    def _params_for(self, mode: str, is_for_model: bool = False) -> Any:
        """The parameters that a function is given in a mode."""
        del mode, is_for_model
        return self.params

    def _checked_spec(self, spec: Any) -> Any:
        if not isinstance(spec, EstimatorSpec):
            raise ValueError("model_fn should return an EstimatorSpec.")  # noqa: TRY004 - as TensorFlow 1 does
        return spec

    def _warn_of_endless(self, features: Any) -> None:
        tensors = [value for value in _tf.nest.flatten(features) if isinstance(value, _tf.Tensor)]
        has_end = any(tensor.op.type == "IteratorGetNext" for tensor in tensors)
        if not has_end and not _tf.get_collection(_tf.GraphKeys.QUEUE_RUNNERS):
            _tf.logging.warning(
                "Input graph does not use tf.data.Dataset or contain a QueueRunner. That means predict yields "
                "forever. This is probably a mistake."
            )

    def _start_warm_without(self, checkpoint: Optional[str]) -> None:
        if not checkpoint and self._warm_start:
            _tf.logging.info("Warm-starting with WarmStartSettings: %s", self._warm_start)
            _tf.train.warm_start(*self._warm_start)

    def _run_training(self, spec: Any, hooks: List[Any], listeners: List[Any]) -> Any:
        """Runs the training that a graph was built for, and gives the last loss."""
        self._start_warm_without(None)
        _summarize_loss(spec.loss)
        hooks = [*hooks, *self._watching_hooks(spec.loss), *spec.training_hooks]
        self._add_saver(spec.scaffold)
        saving = self._saving_hooks(spec.scaffold, [*hooks, *spec.training_chief_hooks], listeners)
        with _tf.train.MonitoredTrainingSession(
            master=self._config.master,
            is_chief=self._config.is_chief,
            checkpoint_dir=self.model_dir,
            scaffold=spec.scaffold,
            hooks=hooks,
            chief_only_hooks=[*saving, *spec.training_chief_hooks],
            save_checkpoint_secs=0,  # a hook does it
            save_summaries_steps=self._config.save_summary_steps,
            config=self._config.session_config,
            max_wait_secs=self._config.session_creation_timeout_secs,
            log_step_count_steps=self._config.log_step_count_steps,
        ) as session:
            loss = None
            any_step_done = False
            while not session.should_stop():
                _, loss = session.run([spec.train_op, spec.loss])
                any_step_done = True
        if not any_step_done:
            _tf.logging.warning("Training with estimator made no steps. Perhaps input is empty or misspecified.")
        return loss

    def _watching_hooks(self, loss: Any) -> Iterator[Any]:
        yield _tf.train.NanTensorHook(loss)
        steps = self._config.log_step_count_steps
        if steps is not None:
            watched = {_LOSS: loss, "step": _tf.train.get_global_step()}
            yield _tf.train.LoggingTensorHook(watched, every_n_iter=steps)

    def _add_saver(self, scaffold: Any) -> None:
        if scaffold.saver or _tf.get_collection(_tf.GraphKeys.SAVERS):
            return
        saver = _tf.train.Saver(
            sharded=True,
            max_to_keep=self._config.keep_checkpoint_max,
            keep_checkpoint_every_n_hours=self._config.keep_checkpoint_every_n_hours,
            defer_build=True,
            save_relative_paths=True,
        )
        _tf.add_to_collection(_tf.GraphKeys.SAVERS, saver)

    def _saving_hooks(self, scaffold: Any, others: List[Any], listeners: List[Any]) -> List[Any]:
        """The hook that saves checkpoints, unless one of the others does; the listeners are told by it."""
        added = []
        savers = [hook for hook in others if isinstance(hook, _tf.train.CheckpointSaverHook)]
        seconds, steps = self._config.save_checkpoints_secs, self._config.save_checkpoints_steps
        if not savers and (seconds or steps):
            added = [_tf.train.CheckpointSaverHook(self.model_dir, seconds, steps, scaffold=scaffold)]
        savers += added
        if listeners and not savers:
            raise ValueError(
                "There should be a CheckpointSaverHook to use saving_listeners. Please set one of the "
                "RunConfig.save_checkpoints_steps or RunConfig.save_checkpoints_secs."
            )
        for listener in listeners:
            if listener not in savers[0]._listeners:
                savers[0]._listeners.append(listener)
        return added


def _summarize_loss(loss: Any) -> None:
    if not any(summary.op.name == _LOSS for summary in _tf.get_collection(_tf.GraphKeys.SUMMARIES)):
        _tf.summary.scalar(_LOSS, loss)
    _tf.add_to_collection(_tf.GraphKeys.LOSSES, loss)
