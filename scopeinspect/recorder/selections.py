"""Variables that are taken from a collection by the name of a scope."""

from __future__ import annotations

from typing import Any, Sequence, Set, Tuple

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

    def made(self, graph: Any, collection: Any, scope: Any, found: Sequence[Any]) -> None:
        """`Graph.get_collection` has given what there is in a scope, as `tf.trainable_variables` does by it."""
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
