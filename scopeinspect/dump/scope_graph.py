"""A graph by scope: scopes as nodes, the tensors between them, and variables with every scope that uses them."""

from __future__ import annotations

import fnmatch
import posixpath
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from scopeinspect.dump.noise import NOISE, Noise, noise_of
from scopeinspect.flow import VARIABLE_TYPES, data_inputs
from scopeinspect.model import Ops, Shape
from scopeinspect.recording import Recording
from scopeinspect.rules.duplicates import DUPLICATE
from scopeinspect.rules.facts import Facts
from scopeinspect.scope_names import is_called
from scopeinspect.variables import WholeVariable, whole_variables
from scopeinspect.words import counted, listed, shape_text

MOST_SCOPES = 40
_BARE, _CROWDED = 3, 150
"""Scopes that a picture shows where no depth was asked for: it goes as deep as keeps within them."""

MOST_VARIABLES = 40
"""Variables that are drawn one by one; of more, those with the same users are drawn as one."""

ROOT = "(root)"
"""What ops outside every scope are drawn in."""

_READS = frozenset({"Identity", "ReadVariableOp", "Enter", "RefEnter", "VariableShape"})


class ScopeNode(msgspec.Struct, frozen=True):
    """A scope with its ops, or one placeholder."""

    name: str
    """The name scope, cut at the depth."""
    variable_scope: str
    """The variable scope that its ops were made in, where that is one and has another name."""
    ops: int
    is_input: bool = False


class VariableNode(msgspec.Struct, frozen=True):
    """A variable, or several that the same scopes use."""

    name: str
    shape: str
    count: int
    users: tuple[str, ...]
    """The names of the scopes that use it."""
    is_shared: bool
    is_duplicate: bool


class Edge(msgspec.Struct, frozen=True):
    """Tensors that flow from one scope to another."""

    source: str
    target: str
    tensors: int
    shapes: str
    """Their shapes; empty where those were not recorded."""


class ScopeGraph(msgspec.Struct, frozen=True):
    """What a picture shows."""

    scopes: tuple[ScopeNode, ...]
    variables: tuple[VariableNode, ...]
    edges: tuple[Edge, ...]


class Choice(msgspec.Struct, frozen=True):
    """What of a graph is drawn."""

    depth: int | None = None
    """Levels of scopes; None for as many as fit."""
    scopes: tuple[str, ...] = ()
    """Patterns of scope names to draw; none draws all."""
    noise: frozenset[Noise] = frozenset()
    """The kinds of noise to draw too."""


def scope_graph(
    recording: Recording, graph: int, choice: Choice | None = None, duplicates: Iterable[str] = ()
) -> ScopeGraph:
    """The graph of a recording by scope.

    Args:
        recording: what was recorded.
        graph: the number of the graph.
        choice: what of it is drawn; None draws what the defaults say.
        duplicates: the names of variables that were made again by mistake.
    """
    ops = recording.ops_of(graph)
    return _Drawing(recording, ops, choice or Choice(), frozenset(duplicates)).graph()


def duplicated(recording: Recording) -> frozenset[str]:
    """The names of the variables that were made again by mistake, the first ones included."""
    find = DUPLICATE.find
    return frozenset(name for found in find(Facts(recording)) for name in found.variables) if find else frozenset()


class _Drawing:
    def __init__(self, recording: Recording, ops: Ops, choice: Choice, duplicates: frozenset[str]) -> None:
        self._recording = recording
        self._ops = ops
        self._choice = choice
        self._duplicates = duplicates
        self._variables = self._chosen_variables()
        self._owner = self._owners()
        self._full = self._full_names()
        depth = choice.depth or self._fitting_depth()
        self._node = {
            place: self._ops.names[place] if self._is_input(place) else _cut(name, depth)
            for place, name in self._full.items()
        }

    def graph(self) -> ScopeGraph:
        tensors: dict[tuple[str, str], dict[int, Shape]] = defaultdict(dict)
        users: dict[str, dict[str, None]] = defaultdict(dict)
        for place, target in self._node.items():
            for number, source in enumerate(data_inputs(self._ops.inputs[place] if self._ops.inputs else [])):
                if (variable := self._owner.get(source)) is not None:
                    users[variable][target] = None
                elif (origin := self._node.get(source)) not in (None, target):
                    tensors[str(origin), target][source] = self._shape(place, number)
        edges = (Edge(*ends, len(shapes), self._shapes_text(shapes.values())) for ends, shapes in tensors.items())
        return ScopeGraph(tuple(self._scope_nodes()), tuple(self._variable_nodes(users)), tuple(edges))

    # Which ops are drawn, and where

    def _chosen_variables(self) -> list[WholeVariable]:
        shown = {"model"} if "gradients" not in self._choice.noise else {"model", "slot", "global-step", "other"}
        return [
            variable
            for variable in whole_variables(self._recording)
            if variable.graph == self._ops.graph and variable.kind in shown
        ]

    def _owners(self) -> dict[int, str]:
        """For each op that is a variable or only reads one, that variable's name; of a hidden variable too."""
        whole = {part.name: variable.name for variable in self._variables for part in variable.parts}
        owner: dict[int, str] = {}
        names, types = self._ops.names, self._ops.types
        for place, op_type in enumerate(types):
            if op_type in VARIABLE_TYPES:
                owner[place] = whole.get(names[place], names[place])
            elif op_type in _READS and self._ops.inputs:
                sources = data_inputs(self._ops.inputs[place])
                if sources and sources[0] < place and sources[0] in owner:
                    owner[place] = owner[sources[0]]
        return owner

    def _full_names(self) -> dict[int, str]:
        """The scopes of the ops that are drawn."""
        names = self._ops.names
        taken = set(names)
        scopes = {number: entry.name_scope.rstrip("/") for number, entry in self._recording.entries.items()}
        hidden = set(NOISE) - self._choice.noise
        noise = noise_of(self._ops)
        full = {}
        for place, name in enumerate(names):
            if place in self._owner or noise[place] in hidden:
                continue
            scope = scopes[self._ops.entries[place]]
            if not (scope and name.startswith(scope + "/")):
                # Outside every variable scope, or placed elsewhere: then the op's own name tells. An op is no scope.
                scope = name.rpartition("/")[0]
                while scope and scope in taken:
                    scope = scope.rpartition("/")[0]
            if self._is_chosen(scope, place):
                full[place] = scope
        return full

    def _is_chosen(self, scope: str, place: int) -> bool:
        if not self._choice.scopes:
            return True
        entered = self._recording.entries[self._ops.entries[place]].name
        return any(
            is_called(name, pattern) or fnmatch.fnmatchcase(name, pattern.rstrip("/") + "/*")
            for name in (scope, entered)
            for pattern in self._choice.scopes
        )

    def _is_input(self, place: int) -> bool:
        return self._ops.types[place].startswith("Placeholder")

    def _fitting_depth(self) -> int:
        names = {name for place, name in self._full.items() if not self._is_input(place)}
        deepest = max((name.count("/") + 1 for name in names), default=1)

        def boxes(depth: int) -> int:
            return len({_cut(name, depth) for name in names})

        # Each depth has as many as the one above it, or more; not all are counted, as there may be thousands.
        fitting = max(bisect_right(range(1, deepest + 1), MOST_SCOPES, key=boxes), 1)
        # A box or two say nothing: then rather too many, as of a model whose many layers lie in one scope.
        is_bare = fitting < deepest and boxes(fitting) <= _BARE and boxes(fitting + 1) <= _CROWDED
        return fitting + 1 if is_bare else fitting

    # What is told of them

    def _shape(self, place: int, number: int) -> Shape:
        shapes = self._ops.input_shapes
        return shapes[place][number] if shapes and number < len(shapes[place]) else None

    def _shapes_text(self, shapes: Iterable[Shape]) -> str:
        return listed(dict.fromkeys(map(shape_text, shapes)), 3) if self._ops.input_shapes else ""

    def _scope_nodes(self) -> Iterable[ScopeNode]:
        entered: dict[str, set[str]] = defaultdict(set)
        counts = Counter(self._node.values())
        inputs = {node for place, node in self._node.items() if self._is_input(place)}
        for place, node in self._node.items():
            entered[node].add(self._recording.entries[self._ops.entries[place]].name)
        for node, count in counts.items():
            others = {name for name in entered[node] if name != node and not name.startswith(node + "/")}
            one = next(iter(others)) if len(others) == len(entered[node]) == 1 and node not in inputs else ""
            yield ScopeNode(node, one, count, node in inputs)

    def _variable_nodes(self, users: dict[str, dict[str, None]]) -> Iterable[VariableNode]:
        drawn = [
            variable
            for variable in self._variables
            if not self._choice.scopes or users.get(variable.name)
        ]
        if len(drawn) <= MOST_VARIABLES:
            for variable in drawn:
                yield self._variable_node([variable], users)
            return
        groups: dict[object, list[WholeVariable]] = defaultdict(list)
        for variable in drawn:
            key = (*users.get(variable.name, (variable.scope,)),)
            groups[key, self._is_shared(variable, users), variable.name in self._duplicates].append(variable)
        for group in groups.values():
            yield self._variable_node(group, users)

    def _variable_node(self, group: list[WholeVariable], users: dict[str, dict[str, None]]) -> VariableNode:
        first = group[0]
        used = tuple(users.get(first.name, ()))
        shared, duplicate = self._is_shared(first, users), first.name in self._duplicates
        if len(group) == 1:
            return VariableNode(first.name, shape_text(first.shape), 1, used, shared, duplicate)
        parameters = counted(sum(variable.parameters or 0 for variable in group), "parameter")
        name = _common_scope([variable.name for variable in group]) + "/…"
        return VariableNode(name, parameters, len(group), used, shared, duplicate)

    @staticmethod
    def _is_shared(variable: WholeVariable, users: dict[str, dict[str, None]]) -> bool:
        return variable.reused > 0 or len(users.get(variable.name, ())) > 1


def _common_scope(names: list[str]) -> str:
    """The innermost scope that all names lie in."""
    return posixpath.commonpath([name.rpartition("/")[0] for name in (min(names), max(names))])


def _cut(scope: str, depth: int) -> str:
    return "/".join(scope.split("/")[:depth]) or ROOT
