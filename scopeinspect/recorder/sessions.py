"""When a graph is run: each `Session.run`, the restoring of a checkpoint, and the loading of values."""

from __future__ import annotations

from typing import Any, Callable, Dict, Set, Tuple

from .graphs import Graphs
from .journal import IN_SESSION, Journal
from .sites import Sites

_MOST_GROWTHS = 100
"""How often it is told that a graph has grown between two sessions: enough to see a habit."""


class Sessions:
    """Tells that a graph is run, and lets the recorder end it there.

    Args:
        journal: is told of it.
        sites: numbers the user's call sites.
        graphs: knows every graph by its number.
        on_session: called with the number of each `Session.run`, before it runs.
    """

    def __init__(self, journal: Journal, sites: Sites, graphs: Graphs, on_session: Callable[[int], None]) -> None:
        self._journal = journal
        self._sites = sites
        self._graphs = graphs
        self._on_session = on_session
        self._runs = 0
        self._told: Dict[int, Tuple[int, int]] = {}
        self._loaded: Set[Tuple[int, str]] = set()

    def hook(self, replace: Callable[..., None], watch: Callable[..., Any]) -> None:
        """Has `Session.run`, `Saver.restore` and the `load` of a variable tell of themselves.

        Args:
            replace: takes an owner, the name of a function of it, and what wraps that.
            watch: calls a function of ours, whose faults are not the user's.
        """
        from tensorflow.python.client import session
        from tensorflow.python.ops import variables
        from tensorflow.python.training import saver

        def run(original: Any) -> Any:
            def run(sess: Any, *positional: Any, **named: Any) -> Any:
                self._runs += 1
                watch(self._journal.flush)
                watch(self._tell_growth, sess.graph)
                self._on_session(self._runs)
                watch(self._journal.doing, IN_SESSION)
                return original(sess, *positional, **named)

            return run

        def restore(original: Any) -> Any:
            def restore(*positional: Any, **named: Any) -> Any:
                # It is about to run a session, and raises before that where there is no such checkpoint.
                watch(self._journal.flush)
                self._on_session(self._runs + 1)
                return original(*positional, **named)

            return restore

        def load(original: Any) -> Any:
            def load(variable: Any, *positional: Any, **named: Any) -> Any:
                watch(self._tell_load, variable)
                return original(variable, *positional, **named)

            return load

        replace(session.BaseSession, "run", run)
        replace(saver.Saver, "restore", restore)
        replace(variables.Variable, "load", load)

    def _tell_load(self, variable: Any) -> None:
        """Tells that a variable is given values, once: a loop may do so for days."""
        told = (self._graphs.number(variable.graph), variable.op.name)
        if told not in self._loaded:
            self._loaded.add(told)
            self._journal.tell({"e": "load", "graph": told[0], "variable": told[1], "stack": self._sites.stack()})

    def _tell_growth(self, graph: Any) -> None:
        """Tells that a graph is run: the first time, and whenever it has grown since. A loop may run it for days."""
        number = self._graphs.number(graph)
        known = self._journal.ops_of(number)
        times, before = self._told.get(number, (0, -1))
        if known != before and times < _MOST_GROWTHS:
            self._told[number] = (times + 1, known)
            stack = self._sites.stack()
            self._journal.tell({"e": "session", "graph": number, "run": self._runs, "ops": known, "stack": stack})
