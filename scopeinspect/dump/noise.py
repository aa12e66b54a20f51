"""Ops that a picture of a graph is clearer without: those that TensorFlow adds around what the user computes."""

from __future__ import annotations

import re
from typing import Literal, get_args

from scopeinspect.flow import VARIABLE_TYPES
from scopeinspect.model import Ops

Noise = Literal["initializers", "savers", "gradients", "summaries", "regularizers"]
NOISE: tuple[Noise, ...] = get_args(Noise)
"""`gradients` is all of training: optimizers and moving averages too."""

_BACKWARD = re.compile(r"(^|/)gradients(_\d+)?/")
_BY_NAME: tuple[tuple[Noise, re.Pattern[str]], ...] = (
    ("gradients", re.compile(r"(^|/)ExponentialMovingAverage(_\d+)?(/|$)|/AssignMovingAvg")),
    ("initializers", re.compile(r"/(Initializer|initial_value|IsInitialized)(/|$)|(^|/)(init|group_deps)(_\d+)?$")),
    ("initializers", re.compile(r"/Assign(VariableOp)?$")),
    ("savers", re.compile(r"(^|/)save(_\d+)?/")),
    ("regularizers", re.compile(r"/Regularizer(_\d+)?/")),
)
_BY_TYPE: tuple[tuple[Noise, re.Pattern[str]], ...] = (
    ("summaries", re.compile(r".*Summary(V2)?$")),
    ("savers", re.compile(r"(Save(V2|Slices)?|Restore(V2|Slice)?|MergeV2Checkpoints|ShardedFilename)$")),
    ("initializers", re.compile(r"(VarIsInitializedOp|IsVariableInitialized)$")),
)
_BRANCHES = frozenset({"Switch", "RefSwitch", "Merge", "RefMerge", "Identity"})
_UPDATE = re.compile(r"(Resource)?(Sparse)?Apply")


def noise_of(ops: Ops) -> list[Noise | None]:
    """What kind of noise each op is; None where the user computes with it."""
    optimizers = {
        name.rpartition("/update")[0] for name, op_type in zip(ops.names, ops.types, strict=True)
        if _UPDATE.match(op_type) and "/update" in name
    }  # fmt: skip
    noise = [_of_op(name, op_type, optimizers) for name, op_type in zip(ops.names, ops.types, strict=True)]
    return _with_what_serves_only_it(ops, _with_conditions(ops, noise))


def _of_op(name: str, op_type: str, optimizers: set[str]) -> Noise | None:
    if _BACKWARD.search(name) or _UPDATE.match(op_type) or name in optimizers or _is_below(name, optimizers):
        return "gradients"
    for kind, pattern in _BY_NAME:
        if pattern.search(name):
            return kind
    for kind, pattern in _BY_TYPE:
        if pattern.match(op_type):
            return kind
    return None


def _is_below(name: str, scopes: set[str]) -> bool:
    return any(name.startswith(scope + "/") for scope in scopes)


def _with_conditions(ops: Ops, noise: list[Noise | None]) -> list[Noise | None]:
    """Adds the branches of `initialized_value()`: an initializer's value, or the variable's where it has one."""
    for place, inputs in enumerate(ops.inputs):
        if ops.types[place] in _BRANCHES and any(source >= 0 and noise[source] == "initializers" for source in inputs):
            noise[place] = noise[place] or "initializers"
    return noise


def _with_what_serves_only_it(ops: Ops, noise: list[Noise | None]) -> list[Noise | None]:
    """Adds the ops from which everything flows into initializers, savers or optimizers: a first value, say.

    Not those from which it flows into gradients: the loss is one, and so would be all before it. Nor those of which
    a summary is made, which the user may well fetch too.
    """
    consumers: list[list[int]] = [[] for _ in range(len(ops))]
    for place, inputs in enumerate(ops.inputs):
        for source in inputs:
            if source >= 0:
                consumers[source].append(place)
    for place in range(len(ops) - 1, -1, -1):
        kept = noise[place] or ops.types[place] in VARIABLE_TYPES or ops.types[place].startswith("Placeholder")
        if not kept and consumers[place]:
            kinds = {noise[consumer] for consumer in consumers[place]}
            is_backward = any(_BACKWARD.search(ops.names[consumer]) for consumer in consumers[place])
            if kinds <= {"initializers", "savers", "gradients"} and not is_backward:
                noise[place] = noise[consumers[place][0]]
    return noise
