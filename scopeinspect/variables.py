"""What the recorded variables are: whole ones with their parts, their kind, size, initializer and requests."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Literal

import msgspec

from scopeinspect.model import Request, Setting, Shape, Variable
from scopeinspect.recording import Recording

Kind = Literal["model", "slot", "moving-average", "global-step", "other"]

_BYTES = {
    **dict.fromkeys(("bool", "int8", "uint8", "qint8", "quint8", "float8_e5m2", "float8_e4m3fn"), 1),
    **dict.fromkeys(("int16", "uint16", "float16", "bfloat16", "qint16", "quint16"), 2),
    **dict.fromkeys(("int32", "uint32", "float32", "qint32"), 4),
    **dict.fromkeys(("int64", "uint64", "float64", "complex64"), 8),
    "complex128": 16,
}
"""Bytes of one element. A string has no fixed size, a resource none that matters."""


_MOST = 2**63
"""TensorFlow counts elements in 64 bits."""


class Initializer(msgspec.Struct, frozen=True):
    """What a variable starts from, in the user's words."""

    text: str
    origin: str
    """`argument`, `scope`, `default` or `value`; empty where it was not seen."""
    scope: str | None = None
    """For origin `scope`, the scope that declared it."""


class WholeVariable(msgspec.Struct, frozen=True):
    """A variable as a checkpoint knows it: a partitioned one is one variable with parts."""

    name: str
    scope: str
    """The variable scope it was made in; of a variable that is kept for another, that one's name."""
    graph: int
    kind: Kind
    kept_for: str | None
    """Of a slot or a moving average, the name of the variable it is kept for, where that is known."""
    made_by: str
    shape: Shape
    dtype: str
    trainable: bool
    initializer: Initializer
    collections: tuple[str, ...]
    settings: dict[str, Setting]
    stack: tuple[int, ...]
    requests: tuple[Request, ...]
    """Those that created or reused it, in order."""
    parts: tuple[Variable, ...]
    """The recorded variables it consists of: itself, unless it is partitioned."""

    @property
    def parameters(self) -> int | None:
        """How many numbers it holds; None where its shape is unknown, or can't be true (in a hostile recording)."""
        dimensions = [*(self.shape or [])]
        if self.shape is None or None in dimensions:
            return None
        count = math.prod(dimension or 0 for dimension in dimensions)
        return count if 0 <= count < _MOST else None

    @property
    def bytes(self) -> int | None:
        """What it takes in memory; None where that is unknown."""
        size = _BYTES.get(self.dtype)
        return None if self.parameters is None or size is None else self.parameters * size

    @property
    def is_partitioned(self) -> bool:
        """Whether a partitioner made it, be it in a single part."""
        return self.parts[0].part is not None

    @property
    def reused(self) -> int:
        """How many requests reused it."""
        return sum(request.outcome == "reused" for request in self.requests)

    @property
    def label(self) -> str:
        """Its name as seen from its scope; the full name where that does not begin with the scope's."""
        return self.name.removeprefix(self.scope + "/") if self.scope else self.name


def whole_variables(recording: Recording) -> list[WholeVariable]:
    """All variables of a recording, in the order in which they were made."""
    parts: dict[object, list[Variable]] = {}
    for variable in recording.variables.values():
        whole = (variable.graph, variable.part.of) if variable.part else variable.id
        parts.setdefault(whole, []).append(variable)
    requests: dict[int, list[Request]] = defaultdict(list)
    for request in recording.requests:
        if request.variable is not None and request.outcome != "refused":
            requests[request.variable].append(request)
    names = {
        (variable.graph, variable.part.of if variable.part else variable.name)
        for variable in recording.variables.values()
    }
    return [_whole(recording, group, requests[group[0].id], names) for group in parts.values()]


def _whole(
    recording: Recording, parts: list[Variable], requests: list[Request], names: set[tuple[int, str]]
) -> WholeVariable:
    first = parts[0]
    told = first.initializer
    owner = recording.entries[told.entry].name if told.entry is not None else None
    kind = _kind(first, names)
    name = first.part.of if first.part else first.name
    kept_for = _kept_for(first, names) if kind in ("slot", "moving-average") else None
    if kept_for and not name.startswith(f"{kept_for}/"):  # a hostile recording may have it kept for itself
        kept_for = None
    return WholeVariable(
        name=name,
        scope=kept_for or recording.entries[first.entry].name,
        graph=first.graph,
        kind=kind,
        kept_for=kept_for,
        made_by=first.made_by,
        shape=first.part.shape if first.part else first.shape,
        dtype=first.dtype,
        trainable=first.trainable,
        initializer=Initializer(told.text, told.origin, owner),
        collections=tuple(first.collections),
        settings=first.settings,
        stack=tuple(first.stack),
        requests=tuple(requests),
        parts=tuple(parts),
    )


def _kind(variable: Variable, names: set[tuple[int, str]]) -> Kind:
    """What a variable is for. TensorFlow's own slots and shadows were seen being made; others go by their names."""
    if variable.role in {"slot", "moving-average"}:
        return variable.role
    name = variable.name.rpartition("/")[2]
    if "global_step" in variable.collections or (
        name == "global_step" and variable.shape == [] and variable.dtype.startswith("int") and not variable.trainable
    ):
        return "global-step"
    if variable.role == "optimizer" or "variables" not in variable.collections:
        return "other"
    # Named below another variable, as only those are that are kept for it (a hand-written optimizer's).
    return "slot" if not variable.trainable and _kept_for(variable, names) else "model"


def _kept_for(variable: Variable, names: set[tuple[int, str]]) -> str | None:
    """The variable that this one is named below."""
    name = variable.name
    if variable.role_of and name.startswith(variable.role_of + "/"):
        return variable.role_of
    place = name.find("/")
    while place > 0:
        if (variable.graph, name[:place]) in names:
            return name[:place]
        place = name.find("/", place + 1)
    return None
