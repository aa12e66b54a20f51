"""Numbers the graphs, in the order in which something is first made in them."""

from __future__ import annotations

import weakref
from typing import Any, Callable, Dict, Iterator, List, Tuple

from .journal import Journal

EAGER = "eager execution"
"""The name of the graph that stands for what is made eagerly: it holds variable scopes and variables, and no ops."""


class Graphs:
    """Knows every graph by its number.

    Args:
        journal: is told of each new graph.
        keep: whether graphs are kept alive to the end, as for writing them; otherwise nothing outlives its user.
    """

    def __init__(self, journal: Journal, keep: bool = False) -> None:
        from tensorflow.python.eager import context

        self._is_eager = context.executing_eagerly
        self.on_new: Callable[[Any], None] = lambda _: None
        """Called with each graph once it is told."""
        self._keep = keep
        self._kept: List[Any] = []
        self._journal = journal
        # By id, with a weak reference beside it, as a dead graph's id is soon given to another.
        self._known: Dict[int, Tuple[Any, int]] = {}
        self._count = 0

    def number(self, graph: Any) -> int:
        """The number of this graph; it is told to the journal when first asked for."""
        known = self._known.get(id(graph))
        if known is not None and known[0]() is graph:
            return known[1]
        return self._tell(graph)

    def alive(self) -> Iterator[Tuple[int, Any]]:
        """The graphs that still exist, with their numbers."""
        for reference, number in list(self._known.values()):
            graph = reference()
            if graph is not None:
                yield number, graph

    def _tell(self, graph: Any) -> int:
        is_function = bool(graph.building_function)
        outer = getattr(graph, "outer_graph", None) if is_function else None
        outer_number = self.number(outer) if outer is not None else None
        number = self._count
        self._count += 1
        self._known[id(graph)] = (weakref.ref(graph), number)
        if self._keep:
            self._kept.append(graph)
        self._journal.tell({
            "e": "graph",
            "id": number,
            "kind": "function" if is_function else "graph",
            "name": str(getattr(graph, "name", "") or "") if is_function else EAGER if self._is_eager() else "",
            "outer": outer_number,
        })
        self.on_new(graph)
        return number
