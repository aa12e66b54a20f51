"""What flows where in a graph: which ops a variable's value reaches, and what is mixed with it there.

Every question is one pass over the ops in the order in which they were made (a few more where there are loops),
with a bit for each thing that is followed, so that the time grows with the size of the graph alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

import msgspec

from scopeinspect.model import Ops

VARIABLE_TYPES = frozenset({"VariableV2", "Variable", "VarHandleOp", "AutoReloadVariable", "TemporaryVariable"})

_MOVERS = frozenset({
    "Identity", "IdentityN", "ReadVariableOp", "Cast", "Reshape", "Transpose", "Squeeze", "ExpandDims", "Split",
    "SplitV", "StridedSlice", "Slice", "ConcatV2", "Concat", "Pack", "Unpack", "Enter", "RefEnter", "Exit",
    "Switch", "RefSwitch", "RefIdentity", "Merge", "RefMerge", "NextIteration", "StopGradient", "PreventGradient",
    "EnsureShape", "Print", "PrintV2", "CheckNumerics",
})
"""Ops that hand on what they get, whole or in parts: what they give out is still the variable."""

_REDUCTIONS = frozenset({
    "L2Loss", "Sum", "Mean", "Max", "Min", "Prod", "All", "Any", "EuclideanNorm", "SquaredDifference", "Abs",
})
"""Ops through which a variable is judged, not used: what a regularizer makes of it."""

_VALUELESS = frozenset({
    "Shape", "ShapeN", "Rank", "Size", "ZerosLike", "OnesLike", "VariableShape", "VarIsInitializedOp",
    "IsVariableInitialized", "NoOp", "Assert", "ScalarSummary", "HistogramSummary", "TensorSummaryV2",
    "TensorSummary", "MergeSummary", "ImageSummary", "AudioSummary", "SaveV2", "Save", "SaveSlices", "RestoreV2",
    "Restore", "MergeV2Checkpoints", "ShardedFilename",
})
"""Ops out of which no value flows that was computed from what flows in."""

_ASSIGNMENTS = frozenset({"Assign", "AssignVariableOp"})
_RESTORING = frozenset({"RestoreV2", "Restore", "RestoreSlice"})
_LOADED = _RESTORING | {"Const"}
"""Ops whose values no run has made: a saver's, `init_from_checkpoint`'s, and arrays that were loaded by hand."""

_GRADIENT = re.compile(r"(?:^|/)gradients(?:_\d+)?/")
_GRADIENT_OF = re.compile(r"(?:^|/)gradients(?:_\d+)?/(.+?)_grad/")
_TRAINING = re.compile(r"(Resource)?(Sparse)?Apply[A-Z]")
_UPDATE = re.compile(r"(Resource)?(Sparse)?(Apply|Scatter|Assign|CountUpTo)|(Resource)?StridedSliceAssign")

_CONSTANT, _RAW, _COMPUTED, _REDUCED, _DATA = range(5)
"""What an op gives out: the same in every run, a variable, something made of variables alone, a measure of those,
or data."""


def is_update(op_type: str) -> bool:
    """Whether ops of this type write a variable, their first input."""
    return _UPDATE.match(op_type) is not None


def is_training(op_type: str) -> bool:
    """Whether optimizers write variables with ops of this type."""
    return _TRAINING.match(op_type) is not None


def has_value(op_type: str) -> bool:
    """Whether what ops of this type give out is computed from the values that flow in."""
    return op_type not in _VALUELESS


def data_inputs(inputs: Iterable[int]) -> list[int]:
    """The ops whose values flow in, without those that are only waited for."""
    return [place for place in inputs if place >= 0]


class Use(msgspec.Struct):
    """How one group of variables is used."""

    sites: set[int] = set()
    """Where they are first mixed with something else."""
    entries: tuple[int, ...] = ()
    """The ops whose values are first mixed with them: what they are fed with."""
    after: int = 0
    """The groups whose values are mixed with them, as bits: this group computes with what those computed."""
    copied: int = 0
    """The groups of which values are assigned to these, as bits."""


class Flow:
    """What flows in one graph.

    Args:
        ops: the graph's ops. Where their inputs were not recorded, nothing flows.
    """

    def __init__(self, ops: Ops) -> None:
        self.ops = ops
        self.is_known = bool(ops.inputs)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each variable's op, by its name."""
        types = self.ops.types
        return {name: place for place, name in enumerate(self.ops.names) if types[place] in VARIABLE_TYPES}

    @cached_property
    def consumers(self) -> list[list[int]]:
        """For each op, those that its value flows into."""
        consumers: list[list[int]] = [[] for _ in range(len(self.ops))]
        for place, inputs in enumerate(self.ops.inputs):
            for source in inputs:
                if source >= 0:
                    consumers[source].append(place)
        return consumers

    @cached_property
    def updated(self) -> frozenset[int]:
        """The places of the variables that an optimizer updates, or somebody by hand.

        Its initializer does not count, nor does what gives a variable a value that was there before the run.
        """
        # Its initializer writes a variable first.
        return frozenset(
            variable
            for variable, writers in self.writers.items()
            if any(not self._is_load(writer) for writer in writers[1:])
        )

    @cached_property
    def writers(self) -> dict[int, list[int]]:
        """The places of the ops that write each variable, its initializer first, by the place of the variable."""
        writers: dict[int, list[int]] = {}
        for place, op_type in enumerate(self.ops.types):
            if is_update(op_type) and (inputs := self.ops.inputs[place]):
                # In a loop or a cond the variable comes through other ops.
                writers.setdefault(self.through(inputs[0]), []).append(place)
        return writers

    def is_given_array(self, name: str) -> bool:
        """Whether values of the script's own are assigned to a variable, behind its initializer.

        Args:
            name: the variable's.
        """
        writers = self.writers.get(self.places.get(name, -1), [])
        values = [self.ops.inputs[writer][1:] for writer in writers[1:] if self.ops.types[writer] in _ASSIGNMENTS]
        return any(value >= 0 and self.ops.types[self.through(value)] == "Const" for one in values for value in one)

    def is_for_updates(self, names: Iterable[str]) -> bool:
        """Whether all that is computed with these variables is what variables are updated with.

        Args:
            names: the names of the variables.
        """
        seen: set[int] = set()
        todo = [self.places[name] for name in names]
        while todo:
            place = todo.pop()
            used_by = [one for one in self.consumers[place] if self.ops.types[one] not in _VALUELESS]
            if not used_by and self.ops.types[place] not in _MOVERS:
                return False
            new = {one for one in used_by if not is_update(self.ops.types[one])} - seen
            seen |= new
            todo += new
        return True

    @cached_property
    def differentiated(self) -> frozenset[int]:
        """The places of the ops through which gradients were taken: those that a loss depends on.

        `tf.gradients` names what it makes for an op by that op's name.
        """
        through = {found[1] for name in self.ops.names for found in _GRADIENT_OF.finditer(name)}
        return frozenset(place for place, name in enumerate(self.ops.names) if name in through)

    def feeding(self, others: AbstractSet[int]) -> set[int]:
        """The places of the ops whose values flow into one of some others.

        Args:
            others: the places of the others.
        """
        feeding: set[int] = set()
        todo = list(others)
        while todo:
            place = todo.pop()
            if self.ops.types[place] not in _VALUELESS:
                new = set(data_inputs(self.ops.inputs[place])) - feeding
                feeding |= new
                todo += new
        return feeding

    @cached_property
    def restored(self) -> dict[int, set[int]]:
        """The places of the variables that each op of a saver gives values to, by that op's place."""
        restored: dict[int, set[int]] = {}
        for place, op_type in enumerate(self.ops.types):
            if op_type in _ASSIGNMENTS and (inputs := data_inputs(self.ops.inputs[place])):
                for value in inputs[1:]:
                    restored.setdefault(self.through(value), set()).add(self.through(inputs[0]))
        return {place: variables for place, variables in restored.items() if self.ops.types[place] in _RESTORING}

    def _is_load(self, place: int) -> bool:
        values = data_inputs(self.ops.inputs[place][1:]) if self.ops.types[place] in _ASSIGNMENTS else []
        return any(self.ops.types[self.through(value)] in _LOADED for value in values)

    @cached_property
    def is_gradient(self) -> list[bool]:
        """Whether an op was made by `tf.gradients`: it undoes the flow, and everything meets in it."""
        return ["gradients" in name and _GRADIENT.search(name) is not None for name in self.ops.names]

    def uses(self, groups: Sequence[Iterable[str]]) -> list[Use]:
        """How groups of variables are used.

        Args:
            groups: the names of each group's variables.
        """
        starts: dict[int, int] = {}
        for number, names in enumerate(groups):
            for name in names:
                if (place := self.places.get(name)) is not None:
                    starts[place] = starts.get(place, 0) | 1 << number
        return _Trace(self, starts, len(groups)).uses()

    def reached(self, starts: Mapping[int, int]) -> list[int]:
        """For each op the bits of what flows into it or starts there.

        Args:
            starts: bits by the places of ops.
        """
        reached = [0] * len(self.ops)
        for _ in range(3):
            changed = False
            for place, inputs in enumerate(self.ops.inputs):
                bits = starts.get(place, 0)
                if not self.is_gradient[place] and has_value(self.ops.types[place]):  # a saver takes all variables
                    for source in inputs:
                        if source >= 0:
                            bits |= reached[source]
                if bits != reached[place]:
                    reached[place] = bits
                    changed = True
            if not changed or not self._has_loops:
                break
        return reached

    def through(self, place: int) -> int:
        """The op that a value comes from, past those that only give it another form."""
        ops = self.ops
        while ops.types[place] in ("Identity", "Reshape", "Cast", "ExpandDims", "Squeeze", "StopGradient"):
            sources = data_inputs(ops.inputs[place])
            if not sources or sources[0] >= place:
                break
            place = sources[0]
        return place

    @cached_property
    def _has_loops(self) -> bool:
        return "NextIteration" in self.ops.types


class _Trace:
    """Follows groups of variables forward: their bits, and what each op gives out."""

    def __init__(self, flow: Flow, starts: Mapping[int, int], groups: int) -> None:
        self._flow = flow
        self._starts = starts
        self._uses = [Use() for _ in range(groups)]
        self._bits = [0] * len(flow.ops)
        self._kinds = bytearray(len(flow.ops))

    def uses(self) -> list[Use]:
        if self._flow.is_known:
            for _ in range(3 if self._flow._has_loops else 1):  # noqa: SLF001 - one thing in two classes
                self._pass()
        return self._uses

    def _pass(self) -> None:
        types, all_inputs = self._flow.ops.types, self._flow.ops.inputs
        bits, kinds, is_gradient = self._bits, self._kinds, self._flow.is_gradient
        for place, op_type in enumerate(types):
            if op_type in VARIABLE_TYPES:
                kinds[place], bits[place] = _RAW, self._starts.get(place, 0)
                continue
            if op_type in _VALUELESS or is_gradient[place]:
                continue
            sources = [source for source in all_inputs[place] if source >= 0]
            if not sources:
                kinds[place] = _CONSTANT if op_type == "Const" else _DATA
                continue
            if _UPDATE.match(op_type):
                kinds[place], bits[place] = kinds[sources[0]], bits[sources[0]]
                self._assigned(sources)
                continue
            found = 0
            for source in sources:
                found |= bits[source]
            bits[place] = found
            kind = kinds[place] = self._kind(op_type, sources)
            if found and kind in (_COMPUTED, _DATA) and op_type not in _MOVERS:
                self._mixed(place, sources)

    def _kind(self, op_type: str, sources: list[int]) -> int:
        if op_type in ("Switch", "RefSwitch"):  # whatever the predicate is made of
            return self._kinds[sources[0]]
        kinds = {self._kinds[source] for source in sources}
        if _DATA in kinds or "Random" in op_type:
            return _DATA
        if kinds <= {_CONSTANT}:
            return _CONSTANT
        if kinds <= {_CONSTANT, _REDUCED} or op_type in _REDUCTIONS:
            return _REDUCED
        return _RAW if op_type in _MOVERS and _COMPUTED not in kinds else _COMPUTED

    def _mixed(self, place: int, sources: list[int]) -> None:
        """Variables meet something else in this op."""
        kinds = self._kinds
        raw = [source for source in sources if kinds[source] == _RAW]
        computed = [source for source in sources if kinds[source] == _COMPUTED]
        data = [source for source in sources if kinds[source] == _DATA]
        if raw:
            others = [source for source in sources if kinds[source] != _RAW]
            self._meet(place, raw, others, data or others)
        if computed and data:
            self._meet(place, computed, data, data)

    def _meet(self, place: int, weights: list[int], others: list[int], fed: list[int]) -> None:
        bits = self._bits
        into = came = 0
        for source in weights:
            into |= bits[source]
        for source in others:
            came |= bits[source]
        for number in _numbers(into):
            use, own = self._uses[number], 1 << number
            use.sites.add(self._flow.ops.sites[place])
            use.after |= came & ~own
            if not use.entries:
                use.entries = tuple(source for source in fed if not bits[source] & own)

    def _assigned(self, sources: list[int]) -> None:
        came = 0
        for source in sources[1:]:
            if self._kinds[source] in (_RAW, _COMPUTED):
                came |= self._bits[source]
        if came:
            for number in _numbers(self._bits[sources[0]]):
                self._uses[number].copied |= came & ~(1 << number)


def _numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
