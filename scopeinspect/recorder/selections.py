"""Variables that are taken from a collection by the name of a scope."""

from __future__ import annotations

from typing import Any, Callable, Sequence, Set, Tuple

from .graphs import Graphs
from .journal import Journal
from .sites import Sites

_OF_VARIABLES = ("variables", "trainable_variables", "local_variables", "model_variables")
"""TensorFlow's names of the collections that hold variables."""
_MOST = 1000
"""How many are told: a training loop may ask in every step, by a name of its own."""


class Selections:
    """Tells of each selection once.

    Args:
        journal: is told of them.
        sites: numbers the user's call sites.
        graphs: knows every graph by its number.
    """

    def __init__(self, journal: Journal, sites: Sites, graphs: Graphs) -> None:
        self._journal = journal
        self._sites = sites
        self._graphs = graphs
        self._told: Set[Tuple[Any, ...]] = set()

    def hook(self, replace: Callable[..., None], watch: Callable[..., Any]) -> None:
        """Has `Graph.get_collection` tell of what it gives.

        Args:
            replace: takes an owner, the name of a function of it, and what wraps that.
            watch: calls a function of ours, whose faults are not the user's.
        """
        from tensorflow.python.framework import ops

        def select(original: Any) -> Any:
            def get_collection(graph: Any, name: Any, scope: Any = None) -> Any:
                found = original(graph, name, scope)
                if scope is not None:
                    watch(self._made, graph, name, scope, found)
                return found

            return get_collection

        replace(ops.Graph, "get_collection", select)

    def _made(self, graph: Any, collection: Any, scope: Any, found: Sequence[Any]) -> None:
        if not (scope and isinstance(scope, str) and collection in _OF_VARIABLES):
            return
        stack = self._sites.stack()
        number = self._graphs.number(graph)
        told = (number, collection, scope, len(found), tuple(stack))
        if told in self._told or len(self._told) == _MOST:
            return
        self._told.add(told)
        event = {"e": "selection", "graph": number, "collection": collection, "scope": scope, "found": len(found)}
        self._journal.tell(dict(event, stack=stack))
