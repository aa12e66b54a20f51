"""The tree of variable scopes of a graph."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property

import msgspec
from msgspec.structs import replace

from scopeinspect.model import ScopeEntry
from scopeinspect.recording import Recording
from scopeinspect.scope_names import is_called
from scopeinspect.variables import WholeVariable, whole_variables


class Node(msgspec.Struct, frozen=True, dict=True):
    """A variable scope, or a part of a scope's name that was never entered by itself."""

    name: str
    """The full name; empty for the root."""
    entries: tuple[ScopeEntry, ...]
    variables: tuple[WholeVariable, ...]
    slots: dict[str, tuple[WholeVariable, ...]]
    """Those that are kept for one of the variables, by its name; and those that are kept for these, by theirs."""
    children: tuple[Node, ...]
    own_ops: int
    """Ops made directly in this scope."""
    label: str = ""
    """The name as seen from the node above."""
    folded: tuple[Node, ...] = ()
    """Siblings that follow this one, are like it, and are counted with it."""
    is_closed: bool = False
    """Whether what is below is counted and not shown."""

    @cached_property
    def below(self) -> tuple[WholeVariable, ...]:
        """Every variable in this scope and below."""
        slots = (slot for slots in self.slots.values() for slot in slots)
        nodes = (*self.children, *self.folded)
        return (*self.variables, *slots, *(variable for node in nodes for variable in node.below))

    @cached_property
    def ops(self) -> int:
        """Ops made in this scope and below."""
        return self.own_ops + sum(node.ops for node in (*self.children, *self.folded))

    @property
    def parameters(self) -> int:
        """Parameters in this scope and below, as far as shapes are known."""
        return sum(variable.parameters or 0 for variable in self.below)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, outermost first."""
        yield self
        for child in self.children:
            yield from child.walk()


DEEPEST = 60
"""How many levels a tree may have: more would be an attack, not a model."""

Transform = Callable[[Node], Node]


def scope_tree(recording: Recording, graph: int, kinds: frozenset[str] | None = None) -> Node:
    """The tree of one graph.

    Args:
        recording: what was recorded.
        graph: the number of the graph.
        kinds: the kinds of variables to show; None for all.
    """
    within = {inner for inner in recording.graphs if _is_within(recording, inner, graph)}
    entries: dict[str, list[ScopeEntry]] = defaultdict(list)
    for entry in recording.entries.values():
        # What a function's body makes in its scopes lives in the graph around it; its root is none of that graph's.
        if entry.graph == graph or (entry.name and entry.graph in within):
            entries[entry.name].append(entry)
    variables: dict[str, list[WholeVariable]] = defaultdict(list)
    slots: dict[str, list[WholeVariable]] = defaultdict(list)
    shown = [
        variable
        for variable in whole_variables(recording)
        if variable.graph == graph and (kinds is None or variable.kind in kinds)
    ]
    owners = _owners(shown)
    for variable in shown:
        if owner := owners.get(variable.name):
            slots[owner].append(variable)
        else:
            variables[variable.scope].append(variable)
    children: dict[str, dict[str, None]] = defaultdict(dict)
    for name in dict.fromkeys([*entries, *variables]):
        _add_to_parent(name, children)
    counted = Counter(recording.ops[graph].entries) if graph in recording.ops else Counter()
    ops = Counter[str]()
    for number, count in counted.items():
        ops[recording.entries[number].name] += count

    def node(name: str) -> Node:
        below = tuple(node(child) for child in children[name])
        label = name.removeprefix(_above(name) + "/")
        own = tuple(variables[name])
        keeping = [*own, *(slot for variable in own for slot in slots.get(variable.name, ()))]
        kept = {one.name: tuple(slots[one.name]) for one in keeping if one.name in slots}
        return Node(name, tuple(entries[name]), own, kept, below, ops[name], label)

    return node("")


def _owners(variables: list[WholeVariable]) -> dict[str, str]:
    """What each variable that is kept for another one stands below: that one, or the slot that it is kept for.

    No more than these two levels, however many a hostile recording has.
    """
    names = {variable.name for variable in variables}
    slot_of: dict[str, str] = {}
    owners: dict[str, str] = {}
    for variable in sorted(variables, key=lambda one: len(one.name)):  # each is named below the one that it is kept for
        before = variable.kept_for
        if before is not None and before in names:
            owners[variable.name] = slot_of.get(before, before)
            slot_of[variable.name] = slot_of.get(before, variable.name)
    return owners


def _is_within(recording: Recording, inner: int, outer: int) -> bool:
    """Whether a graph is a function's body in another one, at any depth."""
    for _ in recording.graphs:  # a hostile recording may run in a circle
        above = recording.graphs[inner].outer
        if above is None:
            break
        if above == outer:
            return True
        inner = above
    return False


def _add_to_parent(name: str, children: dict[str, dict[str, None]]) -> None:
    while name and name not in children[_above(name)]:
        children[_above(name)][name] = None
        name = _above(name)


def _above(name: str) -> str:
    """The name of the node above. Names that go deeper than any model's are cut short there, not followed."""
    return "/".join(name.split("/", DEEPEST)[:-1])


def without_empty(root: Node) -> Node:
    """Leaves out scopes that hold no variable at any depth."""
    return replace(root, children=tuple(without_empty(child) for child in root.children if child.below))


def selecting(patterns: tuple[str, ...]) -> Transform:
    """Keeps the scopes whose full name matches a pattern such as `*/conv?`, with all below and all above them."""

    def select(node: Node) -> Node:
        if node.name and any(is_called(node.name, pattern) for pattern in patterns):
            return node
        kept = tuple(child for child in map(select, node.children) if child.children or child.below)
        return replace(node, variables=(), slots={}, children=kept, own_ops=0)

    return select


def sorting(key: str) -> Transform:
    """Sorts scopes and variables by `name` or by `size`, largest first; `order` leaves them as they were made."""

    def sort(node: Node) -> Node:
        children = tuple(map(sort, node.children))
        if key == "name":
            return replace(
                node,
                children=tuple(sorted(children, key=lambda child: child.name)),
                variables=tuple(sorted(node.variables, key=lambda variable: variable.name)),
            )
        if key == "size":
            return replace(
                node,
                children=tuple(sorted(children, key=lambda child: -child.parameters)),
                variables=tuple(sorted(node.variables, key=lambda variable: -(variable.parameters or 0))),
            )
        return node

    return sort


def limiting(depth: int) -> Transform:
    """Closes the scopes below a depth: 1 shows the outermost ones only."""

    def limit(node: Node, left: int) -> Node:
        if left == 0:
            return replace(node, is_closed=bool(node.below))
        return replace(node, children=tuple(limit(child, left - 1) for child in node.children))

    return lambda root: limit(root, depth)


def folding(least: int = 3) -> Transform:
    """Shows the first of siblings that differ only by a number and hold the same.

    Args:
        least: how many siblings are worth folding.
    """

    def fold(node: Node) -> Node:
        kept: list[Node] = []
        for group in _runs(node.children):
            if len(group) >= least:
                kept.append(replace(group[0], folded=tuple(group[1:]), is_closed=True))
            else:
                kept.extend(map(fold, group))
        return replace(node, children=tuple(kept))

    return fold


def _runs(children: tuple[Node, ...]) -> list[list[Node]]:
    """Groups siblings that follow each other and are alike."""
    groups: list[list[Node]] = []
    before: object = None
    for child in children:
        alike = (_stem(child.label), _content(child))
        if groups and alike == before and child.below:
            groups[-1].append(child)
        else:
            groups.append([child])
        before = alike
    return groups


def _stem(label: str) -> str:
    """A label without its number: `layer_` for `layer_11`; itself where it has none."""
    return re.sub(r"\d+", "#", label)


def _content(node: Node) -> tuple[object, ...]:
    """What siblings must have in common to be alike."""
    below = tuple(
        (
            variable.name[len(node.name) :],
            str(variable.shape),
            variable.dtype,
            variable.initializer,
            variable.reused,
            variable.trainable,
        )
        for variable in node.below
    )
    return below, tuple(entry.reuse for entry in node.entries)
