"""Reads what a checkpoint holds, through TensorFlow in a process of its own."""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from pathlib import Path

import msgspec

from scopeinspect.checkpoint_files import named_by
from scopeinspect.errors import InterpreterError, NotBegunError, ScopeInspectError
from scopeinspect.model import Unsuitable
from scopeinspect.scope_names import scopes_around
from scopeinspect.setup import Setup, Start, Streams
from scopeinspect.variable_tree import TreeVariable, VariableTree
from scopeinspect.variables import Kind

_OTHERS = re.compile(r"(?:^|/)(?:beta[12]_power(?:_\d+)?|save_counter|VARIABLE_VALUE)$")
"""What optimizers and `tf.train.Checkpoint` keep for themselves, and what has no name but a key."""


class UnreadableCheckpointError(ScopeInspectError):
    """There is no checkpoint, or TensorFlow can't read it."""


class _Variable(msgspec.Struct):
    key: str
    name: str
    shape: list[int]
    dtype: str


class _Checkpoint(msgspec.Struct, tag_field="e", tag="checkpoint"):
    prefix: str
    variables: list[_Variable]


_decoder = msgspec.json.Decoder(_Checkpoint | Unsuitable)


def read(
    text: str, setup: Setup, *, start: Start | None = None, signals: list[int] | None = None
) -> VariableTree:
    """Reads a checkpoint.

    Args:
        text: a prefix, one of the files that have it, a folder or the file `checkpoint` in it (for the latest
            checkpoint there), or a SavedModel.
        setup: the interpreter whose TensorFlow is to read it.
        start: starts it; None does so anew.
        signals: those that came for us, as in `capture`.

    Raises:
        UnreadableCheckpointError: there is none, it is incomplete, or TensorFlow can't read it.
        InterpreterError: the interpreter is missing, unsuitable, or has no TensorFlow.
    """
    import tempfile  # noqa: PLC0415 - only where something is run

    from scopeinspect.capture import ColdProcess, ending_of, signals_noted  # noqa: PLC0415 - likewise

    request = {"checkpoint": str(named_by(text).absolute()), "verbose": setup.verbose}
    with tempfile.TemporaryFile(prefix="scopeinspect-") as told, Path(os.devnull).open("wb") as nothing:
        # On a damaged checkpoint TensorFlow may die, and tell a page of its own frames.
        streams = Streams(output=2 if setup.verbose else nothing.fileno())
        with nullcontext(signals) if signals is not None else signals_noted() as came:
            ending = ending_of((start or ColdProcess)(request, setup, told.fileno(), streams), setup.timeout, came)
        if ending.kind in ("interrupted", "timed-out"):
            how = "was interrupted" if ending.kind == "interrupted" else "ran out of time"
            raise NotBegunError(f"{text}: {how} while the checkpoint was read.")
        told.seek(0)
        line = told.readline()
    try:
        answer = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        how = f"was killed by signal {-ending.status}" if ending.kind == "killed" else "ended"
        more = "" if setup.verbose else "; -v shows what it said"
        raise UnreadableCheckpointError(
            f"{text}: {setup.python} {how} before it had read this checkpoint{more}."
        ) from error
    if isinstance(answer, Unsuitable):
        raise (UnreadableCheckpointError if answer.what == "target" else InterpreterError)(answer.why)
    return VariableTree(text, "checkpoint", _variables(answer.variables))


def _variables(told: list[_Variable]) -> dict[str, TreeVariable]:
    shapes = {variable.name: variable.shape for variable in told}
    return {variable.name: _variable(variable, shapes) for variable in told}


def _variable(told: _Variable, shapes: dict[str, list[int]]) -> TreeVariable:
    kept_for = _kept_for(told.name, shapes)
    return TreeVariable(told.name, list(told.shape), told.dtype, _kind(told, kept_for), kept_for=kept_for)


def _kind(told: _Variable, kept_for: str | None) -> Kind:
    """What a value is for, which a checkpoint doesn't say: told by its name."""
    if kept_for is not None:
        return "moving-average" if "ExponentialMovingAverage" in told.name.split(f"{kept_for}/", 1)[1] else "slot"
    if told.name.rpartition("/")[2] == "global_step" and told.shape == [] and told.dtype in ("int32", "int64"):
        return "global-step"
    return "other" if told.shape == [] and _OTHERS.search(told.name) else "model"


def _kept_for(name: str, shapes: dict[str, list[int]]) -> str | None:
    """The variable that this one is named below, as slots and moving averages are.

    Within a variable scope, `training/w/Adam` is the slot of `w`: of the same shape, or it is a namesake.
    """
    above = name.rpartition("/")[0]
    for scope in reversed([*scopes_around(name)]):
        if scope and scope in shapes:
            return scope
    while "/" in above:
        above = above.partition("/")[2]
        if shapes.get(above) == shapes[name]:
            return above
    return None
