"""Stands in for tf.estimator.RunConfig and tf.estimator.WarmStartSettings, on a single machine without strategies."""

from __future__ import annotations

import copy
import importlib
import json
import os
import tempfile
from typing import Any, Dict, NamedTuple, Optional

from .. import contrib
from .estimator_refused import refuse

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_rewriter: Any = importlib.import_module("tensorflow.core.protobuf.rewriter_config_pb2").RewriterConfig
_fn_args: Any = importlib.import_module("tensorflow.python.util.function_utils").fn_args

_UNSET: Any = object()
_SAVE_SECONDS = 600
"""How often a checkpoint is saved, unless the program says."""
_STRATEGIES = ("train_distribute", "eval_distribute", "experimental_distribute")
_REPLACEABLE = (
    "model_dir",
    "tf_random_seed",
    "save_summary_steps",
    "save_checkpoints_steps",
    "save_checkpoints_secs",
    "session_config",
    "keep_checkpoint_max",
    "keep_checkpoint_every_n_hours",
    "log_step_count_steps",
    "train_distribute",
    "device_fn",
    "protocol",
    "eval_distribute",
    "experimental_distribute",
    "experimental_max_worker_delay_secs",
    "session_creation_timeout_secs",
)
_LOCALLY: Dict[str, Any] = {
    "service": None,
    "task_type": "worker",
    "task_id": 0,
    "global_id_in_cluster": 0,
    "master": "",
    "evaluation_master": "",
    "is_chief": True,
    "num_ps_replicas": 0,
    "num_worker_replicas": 1,
}
"""What TF_CONFIG would say of a cluster."""
_AT_LEAST_0 = ("save_summary_steps", "save_checkpoints_steps", "save_checkpoints_secs", "keep_checkpoint_max")
_ABOVE_0 = ("keep_checkpoint_every_n_hours", "log_step_count_steps", "session_creation_timeout_secs")


def _kept_as(name: str) -> property:
    return property(lambda self: getattr(self, "_" + name))


class RunConfig:
    """How an estimator runs. Arguments as of TensorFlow 1.15; the same names are its properties.

    Raises:
        ValueError: one has a value that can't be, or checkpoints are to be saved both by steps and by seconds.
        NotImplementedError: it asks for a strategy, or TF_CONFIG for a cluster.
    """

    def __init__(
        self,
        model_dir: Any = None,
        tf_random_seed: Optional[int] = None,
        save_summary_steps: Optional[int] = 100,
        save_checkpoints_steps: Optional[int] = _UNSET,
        save_checkpoints_secs: Optional[int] = _UNSET,
        session_config: Any = None,
        keep_checkpoint_max: Optional[int] = 5,
        keep_checkpoint_every_n_hours: float = 10000,
        log_step_count_steps: Optional[int] = 100,
        train_distribute: Any = None,
        device_fn: Any = None,
        protocol: Optional[str] = None,
        eval_distribute: Any = None,
        experimental_distribute: Any = None,
        experimental_max_worker_delay_secs: Optional[int] = None,
        session_creation_timeout_secs: int = 7200,
    ) -> None:
        given = {name: value for name, value in locals().items() if name in _REPLACEABLE}
        if save_checkpoints_steps is save_checkpoints_secs is _UNSET:
            given["save_checkpoints_secs"] = _SAVE_SECONDS
        for name in ("save_checkpoints_steps", "save_checkpoints_secs"):
            given[name] = None if given[name] is _UNSET else given[name]
        in_environment = json.loads(os.environ.get("TF_CONFIG", "{}"))
        if in_environment.get("cluster"):
            refuse("RunConfig of a cluster (TF_CONFIG)")
        given["model_dir"] = _model_dir(model_dir, in_environment)
        for name, value in _LOCALLY.items():
            setattr(self, "_" + name, value)
        self._cluster_spec = _tf.train.ClusterSpec({})
        self._set(given)

    def replace(self, **changes: Any) -> RunConfig:
        """A copy with other values of some properties."""
        for name in changes:
            if name not in _REPLACEABLE:
                told = "Replacing {} is not supported. Allowed properties are {}."
                raise ValueError(told.format(name, list(_REPLACEABLE)))
        return copy.deepcopy(self)._set(changes)

    def _set(self, changes: Dict[str, Any]) -> RunConfig:
        for name, value in changes.items():
            setattr(self, "_" + name, value)
        self._choose_when_to_save(changes)
        _check(self)
        return self

    def _choose_when_to_save(self, changes: Dict[str, Any]) -> None:
        by_steps, by_seconds = [changes.get("save_checkpoints_" + unit) is not None for unit in ("steps", "secs")]
        if by_steps and by_seconds:
            raise ValueError("`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set.")
        if by_steps:
            self._save_checkpoints_secs = None
        elif by_seconds:
            self._save_checkpoints_steps = None


for _name in (*_REPLACEABLE, *_LOCALLY, "cluster_spec"):
    if _name != "experimental_distribute":  # 1.15 has no such property
        setattr(RunConfig, _name, _kept_as(_name))


class _WarmStart(NamedTuple):
    ckpt_to_initialize_from: str
    vars_to_warm_start: Any
    var_name_to_vocab_info: Dict[str, Any]
    var_name_to_prev_var_name: Dict[str, str]


class WarmStartSettings(_WarmStart):
    """Which variables begin with what a checkpoint holds; see `tf.train.warm_start`."""

    def __new__(
        cls,
        ckpt_to_initialize_from: str,
        vars_to_warm_start: Any = ".*",
        var_name_to_vocab_info: Optional[Dict[str, Any]] = None,
        var_name_to_prev_var_name: Optional[Dict[str, str]] = None,
    ) -> WarmStartSettings:
        """Checks that there is a checkpoint."""
        if not ckpt_to_initialize_from:
            raise ValueError("`ckpt_to_initialize_from` MUST be set in WarmStartSettings")
        return super().__new__(
            cls,
            ckpt_to_initialize_from,
            vars_to_warm_start,
            var_name_to_vocab_info or {},
            var_name_to_prev_var_name or {},
        )


def warm_start_settings(warm_start_from: Any) -> Optional[WarmStartSettings]:
    """The settings that an estimator was given: themselves, or the path of a checkpoint or of a SavedModel."""
    if warm_start_from is None or isinstance(warm_start_from, WarmStartSettings):
        return warm_start_from
    if not isinstance(warm_start_from, (str, bytes)):
        told = "warm_start_from must be a string or a WarmStartSettings, instead got {}"
        raise ValueError(told.format(type(warm_start_from)))  # noqa: TRY004 - as TensorFlow 1 does
    path = os.fsdecode(warm_start_from)
    variables = os.path.join(path, "variables", "variables")
    if _tf.gfile.Exists(variables + ".index"):
        _tf.logging.info("Warm-starting from a SavedModel")
        path = variables
    return WarmStartSettings(path)


def completed(config: Optional[RunConfig], model_dir: Any) -> RunConfig:
    """The configuration that an estimator runs with: with a session's, and a folder for the model."""
    if config is None:
        config = RunConfig()
        _tf.logging.info("Using default config.")
    if not isinstance(config, RunConfig):
        raise ValueError("config must be an instance of `RunConfig`, but provided {}.".format(config))  # noqa: TRY004
    if config.session_config is None:  # type: ignore[attr-defined]
        config = RunConfig.replace(config, session_config=_default_session_config())
    known = config.model_dir  # type: ignore[attr-defined]
    folder = None if model_dir is None else os.fspath(model_dir)
    if folder is not None and known is not None and folder != known:
        told = (
            "`model_dir` are set both in constructor and `RunConfig`, but with different values. In constructor: "
            "'{}', in `RunConfig`: '{}' "
        )
        raise ValueError(told.format(folder, known))
    if not folder and known is None:
        folder = tempfile.mkdtemp()
        _tf.logging.warning("Using temporary folder as model directory: %s", folder)
    return RunConfig.replace(config, model_dir=folder) if folder else config


def _default_session_config() -> Any:
    options = _rewriter(meta_optimizer_iterations=_rewriter.ONE)
    return _tf.ConfigProto(allow_soft_placement=True, graph_options=_tf.GraphOptions(rewrite_options=options))


def _model_dir(given: Any, in_environment: Dict[str, Any]) -> Optional[str]:
    folder = None if given is None else os.fspath(given)
    elsewhere = in_environment.get("model_dir")
    if "" in (folder, elsewhere):
        raise ValueError("model_dir should be non-empty.")
    if folder and elsewhere and folder != elsewhere:
        told = "`model_dir` is {} in RunConfig, and {} in TF_CONFIG"
        raise ValueError(told.format(folder, elsewhere))
    return folder or elsewhere


def _check(config: Any) -> None:
    for name in _STRATEGIES:
        if getattr(config, "_" + name):
            refuse("RunConfig with {}".format(name))
    for names, least, told in ((_AT_LEAST_0, 0, ">= 0"), (_ABOVE_0, None, "> 0")):
        for name in names:
            value = getattr(config, "_" + name)
            if value is not None and (value < 0 or (least is None and value == 0)):
                raise ValueError("{} should be {}".format(name, told))
    if config._model_dir == "":
        raise ValueError("model_dir should be non-empty")
    if config._session_config is not None and not isinstance(config._session_config, _tf.ConfigProto):
        raise ValueError("session_config must be instance of ConfigProto")
    if config._tf_random_seed is not None and not isinstance(config._tf_random_seed, int):
        raise ValueError("tf_random_seed must be integer.")
    device_fn = config._device_fn
    if device_fn is not None and not (callable(device_fn) and set(_fn_args(device_fn)) == {"op"}):
        raise ValueError('device_fn must be callable with exactly one argument "op".')
