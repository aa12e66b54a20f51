"""Renames where a program has several graphs: a model for training, and another for evaluation, say.

Their names are compared as one set, for a baseline knows of no graphs. But a variable that was renamed is one of the
same graph as before: where one graph has all the new names that can be found, the like in other graphs is no rival.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from scopeinspect.renames import renamed
from scopeinspect.renumbering import Fits, Pair
from scopeinspect.variable_tree import TreeVariable, VariableTree

_MOST_GRAPHS = 8
"""Graphs of either side that are looked at by themselves: each two take as long as all together."""


def graphs_of(tree: VariableTree) -> list[AbstractSet[str]]:
    """The names that each graph has; none where there are not several."""
    return [graph.variables.keys() for graph in tree.graphs.values()] if len(tree.graphs) > 1 else []


def renamed_by_graph(
    old: Sequence[TreeVariable],
    new: Sequence[TreeVariable],
    old_graphs: Sequence[AbstractSet[str]],
    new_graphs: Sequence[AbstractSet[str]],
    fits: Fits,
) -> list[Pair]:
    """Pairs variables whose names differ: within one graph of each side first, unless all together say more.

    Args:
        old: as for `renamed`.
        new: as for `renamed`.
        old_graphs: the names that each graph of the old side has; none where that is not known, or there is but one.
        new_graphs: those of the new side.
        fits: as for `renamed`.
    """
    found = renamed(old, new, fits)
    within = [renamed(*sides, fits) for sides in _by_graph(old, new, old_graphs, new_graphs)]
    if not within:
        return found
    # Where scopes have moved, what else has the look of something doesn't count: other graphs have their own of it.
    measure = _moved if any(map(_moved, [*within, found])) else len
    best = max(within, key=measure)  # the first graph of those that tell as much
    best += _moved_elsewhere(best, old, new, fits)
    return best if measure(best) >= measure(found) else found


def _moved_elsewhere(
    found: list[Pair], old: Sequence[TreeVariable], new: Sequence[TreeVariable], fits: Fits
) -> list[Pair]:
    """What was moved in other graphs: no guesses, which would be about variables of different graphs.

    It is as certain as what it is the rest of.
    """
    olds, news = {pair.old for pair in found}, {pair.new for pair in found}
    rest = renamed([one for one in old if one.name not in olds], [one for one in new if one.name not in news], fits)
    is_certain = all(pair.is_certain for pair in found)
    return [Pair(pair.old, pair.new, is_certain) for pair in rest if pair.is_certain and _is_move(pair)]


def _moved(found: Sequence[Pair]) -> int:
    """How many were moved; what is certain counts twice."""
    return sum(1 + pair.is_certain for pair in found if _is_move(pair))


def _is_move(pair: Pair) -> bool:
    """Whether it is still called the same in its scope."""
    return pair.old.rpartition("/")[2] == pair.new.rpartition("/")[2]


def _by_graph(
    old: Sequence[TreeVariable],
    new: Sequence[TreeVariable],
    old_graphs: Sequence[AbstractSet[str]],
    new_graphs: Sequence[AbstractSet[str]],
) -> Iterator[tuple[list[TreeVariable], list[TreeVariable]]]:
    """Both sides as far as they are of one graph each. What is on both sides in other graphs has not been renamed."""
    olds, news = {one.name for one in old}, {one.name for one in new}
    gone, come = olds - news, news - olds
    for had in _telling(old_graphs, gone) or [olds]:
        for has in _telling(new_graphs, come) or [news]:
            if (had, has) != (olds, news):
                yield (
                    [one for one in old if one.name in had and (one.name in gone or one.name in has)],
                    [one for one in new if one.name in has and (one.name in come or one.name in had)],
                )


def _telling(graphs: Sequence[AbstractSet[str]], names: AbstractSet[str]) -> list[AbstractSet[str]]:
    """The graphs that have some of these names; one of those that have the same ones."""
    telling: dict[frozenset[str], AbstractSet[str]] = {}
    for graph in graphs:
        if its_own := frozenset(graph & names):
            telling.setdefault(its_own, graph)
    return list(telling.values())[:_MOST_GRAPHS]
