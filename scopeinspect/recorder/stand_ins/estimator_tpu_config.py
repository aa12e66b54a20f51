"""Stands in for what configures an estimator for TPUs, and does so without one."""

from __future__ import annotations

import math
import re
from typing import Any, Dict, NamedTuple, Optional, Tuple

from . import estimator_config
from .estimator_refused import refuse

_SECONDS = {"s": 1, "m": 60, "h": 3600}


class InputPipelineConfig:
    """How the input reaches a TPU's cores."""

    PER_SHARD_V1 = 1
    PER_HOST_V1 = 2
    PER_HOST_V2 = 3
    BROADCAST = 4
    SLICED = 5


class _Shards(NamedTuple):
    iterations_per_loop: Any
    num_shards: Optional[int]
    num_cores_per_replica: Optional[int]
    per_host_input_for_training: int
    tpu_job_name: Optional[str]
    initial_infeed_sleep_secs: Optional[int]
    input_partition_dims: Any
    eval_training_input_configuration: int
    experimental_host_call_every_n_steps: int


class TPUConfig(_Shards):
    """How a TPU is used; without one, only how often it is logged comes of it."""

    def __new__(
        cls,
        iterations_per_loop: Any = 2,
        num_shards: Optional[int] = None,
        num_cores_per_replica: Optional[int] = None,
        per_host_input_for_training: Any = True,
        tpu_job_name: Optional[str] = None,
        initial_infeed_sleep_secs: Optional[int] = None,
        input_partition_dims: Any = None,
        eval_training_input_configuration: int = InputPipelineConfig.PER_HOST_V1,
        experimental_host_call_every_n_steps: int = 1,
    ) -> TPUConfig:
        """Checks how long a loop is."""
        _loop(iterations_per_loop)
        if per_host_input_for_training is True:
            per_host_input_for_training = InputPipelineConfig.PER_HOST_V1
        elif per_host_input_for_training is False:
            per_host_input_for_training = InputPipelineConfig.PER_SHARD_V1
        return super().__new__(
            cls,
            iterations_per_loop,
            num_shards,
            num_cores_per_replica,
            per_host_input_for_training,
            tpu_job_name,
            initial_infeed_sleep_secs,
            input_partition_dims,
            eval_training_input_configuration,
            experimental_host_call_every_n_steps,
        )


class RunConfig(estimator_config.RunConfig):
    """How a `TPUEstimator` runs.

    Args:
        tpu_config: a `TPUConfig`.
        evaluation_master: where evaluations run; where all runs, unless it is said.
        master: where all runs.
        cluster: a resolver of a cluster, for which there is no stand-in.
        others: as of `tf.estimator.RunConfig`.
    """

    def __init__(
        self,
        tpu_config: Optional[TPUConfig] = None,
        evaluation_master: Optional[str] = None,
        master: Optional[str] = None,
        cluster: Any = None,
        **others: Any,
    ) -> None:
        super().__init__(**others)
        if cluster:
            refuse("tpu.RunConfig with cluster")
        self.tpu_config = tpu_config or TPUConfig()
        self.cluster = None
        self._master = self._master if master is None else master  # type: ignore[has-type]
        self._evaluation_master = self._master if evaluation_master is None else evaluation_master

    def replace(self, **changes: Any) -> RunConfig:
        """A copy with other values of some properties."""
        tpu_config = changes.pop("tpu_config", self.tpu_config)
        replaced: Any = super().replace(**changes)
        replaced.tpu_config = tpu_config
        return replaced  # type: ignore[no-any-return]


def log_every(config: Any) -> Dict[str, Any]:
    """How often it is logged: every so many seconds or sessions, as a loop of a TPU would run in one; or not at all."""
    loop, seconds = _loop(config.tpu_config.iterations_per_loop)
    if seconds is not None:
        return {"every_n_steps": None, "every_n_secs": seconds}
    steps = config.log_step_count_steps
    return {} if steps is None else {"every_n_steps": math.ceil(steps / loop)}


def _loop(length: Any) -> Tuple[int, Optional[int]]:
    """How many steps a TPU does at once, or for how many seconds."""
    match = re.fullmatch(r"([1-9]\d*)([smh]?)", str(length))
    if not match:
        told = "Invalid TPUConfig `iterations_per_loop` value {}: a positive number, or a time as 3600s, 60m or 1h"
        raise ValueError(told.format(length))
    count, unit = int(match.group(1)), match.group(2)
    return (0, count * _SECONDS[unit]) if unit else (count, None)
