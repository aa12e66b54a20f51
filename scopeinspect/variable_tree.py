"""The variables of a model by name: what a baseline keeps and a diff compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from scopeinspect.flow import is_training
from scopeinspect.model import Shape, Site
from scopeinspect.recording import Recording
from scopeinspect.variables import Kind, WholeVariable, whole_variables

SAVED = "variables"
"""The collection of what a `Saver` without arguments saves: `tf.GraphKeys.GLOBAL_VARIABLES`."""


class TreeVariable(msgspec.Struct, frozen=True):
    """One variable, as far as the source of its tree knows it."""

    name: str
    shape: Shape
    dtype: str
    kind: Kind = "model"
    trainable: bool | None = None
    """None where it isn't known, as in a checkpoint; so for those below."""
    initializer: str | None = None
    collections: tuple[str, ...] | None = None
    kept_for: str | None = None
    """Of a slot or a moving average, the name of its variable."""
    site: Site | None = None
    """Where it was made."""
    store_key: str | None = None
    """The name under which `get_variable` knows it; None for one that was made otherwise."""
    parts: tuple[str, ...] = ()
    """Of a partitioned variable, the names of its parts."""

    @property
    def other_collections(self) -> set[str]:
        """The collections that say something of their own: not what `trainable` says, nor that it is averaged."""
        return set(self.collections or ()) - {"trainable_variables", "moving_average_variables"}

    @property
    def is_saved(self) -> bool:
        """Whether a checkpoint holds it."""
        return self.collections is None or SAVED in self.collections


class VariableTree(msgspec.Struct, frozen=True):
    """All variables of a program, a baseline or a checkpoint."""

    name: str
    """What the user calls it."""
    source: Literal["program", "baseline", "checkpoint"]
    variables: Mapping[str, TreeVariable]
    """By name; in the order in which they were made where that is known, or else sorted."""
    has_slots: bool = True
    """Whether variables that aren't the model's own are among them."""
    ops: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    """Types and names of the ops of a program."""
    tensorflow: str | None = None
    """The version that a program ran on."""
    scopes: Mapping[str, Site] = msgspec.field(default_factory=dict)
    """Where a program first enters each of its variable scopes."""
    graphs: Mapping[int, VariableTree] = msgspec.field(default_factory=dict)
    """What each graph of a program has by itself, by the graph's number; of those that have variables."""
    graph: int | None = None
    """The number of the one graph that this is of, where the program has others."""

    @property
    def is_ordered(self) -> bool:
        """Whether the order of the variables is that of their making."""
        return self.source == "program"

    @property
    def trains(self) -> bool:
        """Whether an optimizer of a program writes to variables."""
        return any(is_training(kind) for kind, _ in self.ops)

    @property
    def saves(self) -> bool:
        """Whether a program has a saver."""
        return any(kind == "SaveV2" for kind, _ in self.ops)

    def names(self, *, slots: bool) -> set[str]:
        """The names of the model's variables; with `slots`, of all."""
        return {name for name, variable in self.variables.items() if slots or variable.kind == "model"}


def tree_of(recording: Recording) -> VariableTree:
    """The variables of all graphs of a recording.

    Variables of one name in several graphs (one for training and one for evaluation, say) count once where their
    shapes and types agree. Where they don't, the later ones are called after their graph: `w @graph 2`.
    """
    found = [_Found(whole.graph, _of_whole(recording, whole)) for whole in whole_variables(recording)]
    whole = _tree(recording, found, set(recording.graphs))
    roots = {number: _root(recording, number) for number in recording.graphs}
    numbers = sorted({roots[one.graph] for one in found})
    if len(numbers) < 2:  # noqa: PLR2004 - several
        return replace(whole, graphs=dict.fromkeys(numbers, whole))
    graphs = {}
    for number in numbers:
        its_own = {graph for graph, root in roots.items() if root == number}
        tree = _tree(recording, [one for one in found if one.graph in its_own], its_own)
        graphs[number] = replace(tree, graph=number)
    return replace(whole, graphs=graphs)


class _Found(msgspec.Struct, frozen=True):
    """A variable, and the graph that has it."""

    graph: int
    variable: TreeVariable


def _root(recording: Recording, number: int) -> int:
    """The graph that a function's body belongs to, however deep; a graph itself otherwise."""
    seen = {number}
    while (outer := recording.graphs[number].outer) in recording.graphs and outer not in seen:
        number = outer
        seen.add(number)
    return number


def _tree(recording: Recording, found: Sequence[_Found], numbers: set[int]) -> VariableTree:
    """What is in some of a recording's graphs.

    Args:
        recording: what was recorded.
        found: the variables of these graphs.
        numbers: the graphs.
    """
    variables: dict[str, TreeVariable] = {}
    for one in found:
        variable = one.variable
        known = variables.get(variable.name)
        if known is not None and (known.shape, known.dtype) != (variable.shape, variable.dtype):
            variable = replace(variable, name=f"{variable.name} @graph {one.graph}")
        variables.setdefault(variable.name, variable)
    graphs = [graph for graph in recording.graphs.values() if graph.kind == "graph" and graph.id in recording.ops]
    ops = Counter(
        op
        for graph in graphs
        if graph.id in numbers
        for op in zip(recording.ops[graph.id].types, recording.ops[graph.id].names, strict=True)
    )
    version = recording.tensorflow.version if recording.tensorflow else None
    scopes: dict[str, Site] = {}
    for entry in recording.entries.values():
        if entry.graph in numbers and (site := recording.site(entry.stack)) is not None:
            scopes.setdefault(entry.name, site)
    return VariableTree(recording.start.target, "program", variables, ops=ops, tensorflow=version, scopes=scopes)


def _of_whole(recording: Recording, whole: WholeVariable) -> TreeVariable:
    created = next((request for request in whole.requests if request.outcome == "created"), None)
    return TreeVariable(
        name=whole.name,
        shape=whole.shape,
        dtype=whole.dtype,
        kind=whole.kind,
        trainable=whole.trainable,
        initializer=whole.initializer.text or None,
        collections=tuple(sorted(whole.collections)),
        kept_for=whole.kept_for,
        site=recording.site(whole.stack),
        store_key=created.key if created else None,
        parts=tuple(part.name for part in whole.parts) if whole.is_partitioned else (),
    )
