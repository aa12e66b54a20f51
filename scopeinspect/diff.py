"""Compares the variables of two models: what has changed, and whether an old checkpoint still loads."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import msgspec
from msgspec.structs import replace

from scopeinspect.changes import CODES, Change, Verdict
from scopeinspect.errors import ScopeInspectError
from scopeinspect.model import Shape, Site
from scopeinspect.moves import moves
from scopeinspect.renames_by_graph import graphs_of, renamed_by_graph
from scopeinspect.renumbering import Pair, natural
from scopeinspect.scope_names import below
from scopeinspect.variable_tree import TreeVariable, VariableTree
from scopeinspect.words import graphs_text, shape_text

_MOST_NEAR = 10
"""New variables for which a near name is looked for among those that are gone, and how many of those: comparing
names letter by letter takes long."""
_MOST_COMPARED = 500


class OpsChange(msgspec.Struct, frozen=True):
    """Ops of one type that only one side has. It may be no more than another name."""

    type: str
    gone: tuple[str, ...]
    made: tuple[str, ...]


class Diff(msgspec.Struct, frozen=True, dict=True):
    """What differs between two trees of variables."""

    old: VariableTree
    new: VariableTree
    changes: tuple[Change, ...]
    pairs: dict[str, str]
    """Which new variable each old one is."""
    slots: bool = False
    """Whether slots and the like were compared too."""
    other_graphs: Mapping[int, Verdict] = msgspec.field(default_factory=dict)
    """Where a checkpoint was compared with one graph of several: what the verdict is for each of the others."""

    @cached_property
    def verdict(self) -> Verdict:
        """Whether a checkpoint of the old model loads into the new one with `tf.train.Saver().restore`.

        *needs-map* also where the new model has variables that the old one lacks: they keep the values that they
        are initialized with, and everything else loads through `tf.train.init_from_checkpoint`.
        """
        if not self.changes:
            return "same"
        codes = {change.code for change in self.changes if change.matters}
        if codes & {"SI403", "SI404"}:
            return "breaks"
        if codes:
            return "needs-map" if self.restored else "breaks"
        return "restores"

    @cached_property
    def restored(self) -> dict[str, str]:
        """The variables whose values an old checkpoint has, in the order of the new side: new name by old name."""
        olds, news = self.old.variables, self.new.variables
        old_names = {new: old for old, new in self.pairs.items()}
        found = ((old_names[new], new) for new in news if new in old_names)
        return {old: new for old, new in found if olds[old].is_saved and news[new].is_saved}

    @property
    def left_out(self) -> int:
        """How many slots, moving averages and the like of the new side were not compared."""
        return 0 if self.slots else sum(variable.kind != "model" for variable in self.new.variables.values())

    @cached_property
    def graph_only(self) -> tuple[OpsChange, ...]:
        """Ops that only one side has; they don't matter to a checkpoint. Only two programs can be compared so."""
        if not (self.old.source == self.new.source == "program"):
            return ()
        gone, made = self.old.ops - self.new.ops, self.new.ops - self.old.ops
        return tuple(
            OpsChange(kind, _names_of(gone, kind), _names_of(made, kind))
            for kind in sorted({kind for kind, _ in (*gone, *made)})
        )


def compare(
    old: VariableTree, new: VariableTree, *, renames: bool = True, slots: bool = False, graph: int | None = None
) -> Diff:
    """Compares two trees of variables.

    A checkpoint was saved from one graph: it is compared with the one that fits it best where a program has several.

    Args:
        old: what a checkpoint would be from.
        new: what it would be loaded into.
        renames: whether a variable that is gone may be found under another name.
        slots: whether slots, moving averages, the global step and local variables are compared too.
        graph: of programs with several graphs, the number of the one that is compared; None takes all together, or for
            a checkpoint the one that fits it best.

    Raises:
        ScopeInspectError: there is no such graph, or no program.
    """
    if graph is not None:
        old, new = _of_graph(old, new, graph)
    program = new if old.source == "checkpoint" else old
    if "checkpoint" not in (old.source, new.source) or len(program.graphs) < 2:  # noqa: PLR2004 - several
        return _compared(old, new, renames=renames, slots=slots)
    sides = {graph: (old, tree) if program is new else (tree, new) for graph, tree in program.graphs.items()}
    diffs = {graph: _compared(*pair, renames=renames, slots=slots) for graph, pair in sides.items()}
    best = _best(diffs, program.graphs)
    return replace(
        diffs[best], other_graphs={graph: diff.verdict for graph, diff in diffs.items() if graph != best}
    )


def _of_graph(old: VariableTree, new: VariableTree, number: int) -> tuple[VariableTree, VariableTree]:
    """Two sides, those that are programs with one of their graphs only; one that has a single graph stays as it is.

    Raises:
        ScopeInspectError: a program has several graphs, or no side has several, and none of that number.
    """
    programs = [side for side in (new, old) if side.graphs]
    for side in programs:
        is_free = len(side.graphs) == 1 and any(number in other.graphs for other in programs)
        if number not in side.graphs and not is_free:
            numbers = ", ".join(map(str, side.graphs))
            raise ScopeInspectError(f"{side.name}: has no graph {number} with variables; there are {numbers}.")
    if not programs:
        raise ScopeInspectError(f"{new.name}: is no program, so there is no graph {number} to compare.")
    return old.graphs.get(number, old), new.graphs.get(number, new)


def _best(diffs: Mapping[int, Diff], graphs: Mapping[int, VariableTree]) -> int:
    """The graph that a checkpoint is of: one that trains, if most of what another has fits it, too.

    It would be silent about a network that is renamed where it is trained, and not where it is evaluated, if the names
    came first. Of several that fit as well it is the first.
    """
    fits = {graph: _fit(diff) for graph, diff in diffs.items()}
    most = max(fitting for fitting, _ in fits.values())

    def rank(graph: int) -> tuple[bool, tuple[int, int], bool]:
        return graphs[graph].trains and 2 * fits[graph][0] > most, fits[graph], graphs[graph].saves

    return max(diffs, key=rank)


def _fit(diff: Diff) -> tuple[int, int]:
    """How much both sides have in common: values that fit under whatever name, then those that have the same name."""
    olds, news = diff.old.variables, diff.new.variables
    fitting = [pair for pair in diff.restored.items() if _fits(olds[pair[0]], news[pair[1]])]
    same = [name for name, old in olds.items() if name in news and news[name].is_saved and _fits(old, news[name])]
    return len(fitting), len(same)


def _compared(old: VariableTree, new: VariableTree, *, renames: bool, slots: bool) -> Diff:
    # What is the model's on one side is compared even where it is something else on the other: that is a change.
    shown = old.names(slots=slots) | new.names(slots=slots)
    olds, news = _of(old, shown), _of(new, shown)
    followers = {one.name: one.kept_for for one in olds.values() if one.kept_for in olds}
    found = _renamed(olds, news, old, new, followers) if renames else []
    pairs = {pair.old: pair.new for pair in found}
    taken = set(pairs.values())
    kept = [name for name in olds if name in news and name not in pairs and name not in taken]
    pairs |= {name: name for name in kept}
    changes = [
        *_renames(found, kept, followers, olds, news, new.scopes),
        *_gone(olds, pairs, old),
        *_added(news, olds, pairs, new),
        *_altered(olds, news, pairs),
    ]
    order = list(CODES)
    changes.sort(key=lambda change: order.index(change.kind))
    return Diff(old, new, tuple(changes), pairs, slots)


def shape_can_be(new: Shape, old: Shape) -> bool:
    """Whether a value of the old shape fits the new one, as far as both are known."""
    if old is None or new is None:
        return True
    return len(old) == len(new) and all(
        one is None or other is None or one == other for one, other in zip(old, new, strict=True)
    )


def _of(tree: VariableTree, names: set[str]) -> dict[str, TreeVariable]:
    return {name: variable for name, variable in tree.variables.items() if name in names}


def _renamed(
    olds: dict[str, TreeVariable],
    news: dict[str, TreeVariable],
    old: VariableTree,
    new: VariableTree,
    followers: dict[str, str],
) -> list[Pair]:
    """Pairs of different names. Slots and moving averages are where their variable is."""
    leading = [[one for one in side.values() if one.kept_for not in side] for side in (olds, news)]
    if not (old.is_ordered and new.is_ordered):
        leading = [sorted(side, key=lambda one: natural(one.name)) for side in leading]
    found = renamed_by_graph(leading[0], leading[1], graphs_of(old), graphs_of(new), _fits)
    leader = {pair.old: pair for pair in found}
    for name, leads in followers.items():
        pair = leader.get(leads)
        there = pair and below(name, leads, pair.new)
        if pair and there in news:
            found.append(Pair(name, str(there), pair.is_certain))
    return found


def _fits(old: TreeVariable, new: TreeVariable) -> bool:
    return old.dtype == new.dtype and shape_can_be(new.shape, old.shape)


def _renames(
    found: list[Pair],
    kept: list[str],
    followers: dict[str, str],
    olds: dict[str, TreeVariable],
    news: dict[str, TreeVariable],
    scopes: Mapping[str, Site],
) -> Iterator[Change]:
    places = {name: place for place, name in enumerate(news)}
    for move in moves(found, kept, followers):
        slots = sum(pair.old in followers for pair in move.pairs)
        count = len(move.pairs) - slots
        details = [f"{count:,} variables"] if move.is_scope else [_looks(news[move.new])]
        details += [f"with {slots:,} slots"] if slots > 1 else ["with its slot"] if slots else []
        details += [] if move.is_scope else _suffix(move.old, move.new)
        first = news[min((pair.new for pair in move.pairs), key=places.__getitem__)]
        entered = scopes.get(move.new) if move.is_scope and move.new else None
        yield Change(
            kind="scope-moved" if move.is_scope else "variable-renamed",
            old=f"{move.old}/" if move.is_scope else move.old,
            new=f"{move.new}/" if move.is_scope else move.new,
            detail=", ".join(details),
            is_certain=all(pair.is_certain for pair in move.pairs),
            pairs=tuple((pair.old, pair.new) for pair in move.pairs),
            matters=any(olds[pair.old].is_saved and news[pair.new].is_saved for pair in move.pairs),
            site=entered or first.site,
        )


def _suffix(old: str, new: str) -> list[str]:
    """Tells a number that TensorFlow has appended."""
    for longer, shorter, whose in ((old, new, "old"), (new, old, "new")):
        number = longer.removeprefix(shorter + "_")
        if longer.startswith(shorter + "_") and number.isdecimal():
            return [f"_{number} was appended as {shorter} was taken in the {whose} graph"]
    return []


def _gone(olds: dict[str, TreeVariable], pairs: dict[str, str], old: VariableTree) -> Iterator[Change]:
    gone = {name: variable for name, variable in olds.items() if name not in pairs}
    for variable, followers in _led(gone):
        yield Change(
            kind="checkpoint-key-unused" if old.source == "checkpoint" else "variable-removed",
            old=variable.name,
            new=None,
            detail=_looks(variable),
            followers=followers,
            matters=False,
            site=variable.site,
        )


def _added(
    news: dict[str, TreeVariable], olds: dict[str, TreeVariable], pairs: dict[str, str], new: VariableTree
) -> Iterator[Change]:
    there = set(pairs.values())
    added = {name: variable for name, variable in news.items() if name not in there}
    gone = [name for name in olds if name not in pairs]
    for place, (variable, followers) in enumerate(_led(added)):
        near = difflib.get_close_matches(variable.name, gone[:_MOST_COMPARED], n=1) if place < _MOST_NEAR else []
        yield Change(
            kind="variable-added",
            old=None,
            new=variable.name,
            detail=_looks(variable)
            + _where(variable.name, new)
            + "".join(f"; near it, {name} is gone, {_looks(olds[name])}" for name in near),
            followers=followers,
            matters=variable.is_saved,
            site=variable.site,
        )


def _where(name: str, tree: VariableTree) -> str:
    """Of what the first of several graphs lacks, which ones have it: it may be no part of the model that is trained."""
    having = [number for number, graph in tree.graphs.items() if name in graph.variables]
    if not having or having[0] == next(iter(tree.graphs)):
        return ""
    return f", only in {graphs_text(having)}"


def _led(variables: dict[str, TreeVariable]) -> Iterator[tuple[TreeVariable, tuple[str, ...]]]:
    """Each variable with its slots and moving averages."""
    followers: dict[str, list[str]] = defaultdict(list)
    for variable in variables.values():
        if variable.kept_for in variables:
            followers[str(variable.kept_for)].append(variable.name)
    for variable in variables.values():
        if variable.kept_for not in variables:
            yield variable, tuple(followers[variable.name])


def _altered(
    olds: dict[str, TreeVariable], news: dict[str, TreeVariable], pairs: dict[str, str]
) -> Iterator[Change]:
    for old_name, new_name in pairs.items():
        old, new = olds[old_name], news[new_name]
        for change in _alterations(old, new):
            # A value that nobody saved, or that nobody asks for, may have any shape.
            is_loaded = old.is_saved and new.is_saved
            yield change if is_loaded or change.kind == "kind-changed" else replace(change, matters=False)


def _alterations(old: TreeVariable, new: TreeVariable) -> Iterator[Change]:
    change: Callable[..., Change] = lambda kind, before, after, **more: Change(  # noqa: E731 - what all have in common
        kind, old.name, new.name, f"{before} → {after}", site=new.site, **more
    )
    if old.shape != new.shape:
        fits = shape_can_be(new.shape, old.shape)
        yield change("variable-shape-changed", shape_text(old.shape), shape_text(new.shape), matters=not fits)
    if old.dtype != new.dtype:
        yield change("variable-dtype-changed", old.dtype, new.dtype)
    if old.kind != new.kind:
        yield change("kind-changed", old.kind, new.kind, matters=new.is_saved and not old.is_saved)
    if None not in (old.trainable, new.trainable) and old.trainable != new.trainable:
        words = {True: "trainable", False: "not trainable", None: ""}
        yield change("trainable-changed", words[old.trainable], words[new.trainable], matters=False)
    if None not in (old.initializer, new.initializer) and old.initializer != new.initializer:
        yield change("initializer-changed", old.initializer, new.initializer, matters=False)
    before, after = old.other_collections, new.other_collections
    if None not in (old.collections, new.collections) and before != after:
        yield change("collections-changed", _listed(before), _listed(after), matters=False)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _looks(variable: TreeVariable) -> str:
    initializer = f", {variable.initializer}" if variable.initializer else ""
    return f"{shape_text(variable.shape)} {variable.dtype}{initializer}"


def _names_of(ops: Counter[tuple[str, str]], kind: str) -> tuple[str, ...]:
    return tuple(sorted(name for type_of, name in ops.elements() if type_of == kind))
