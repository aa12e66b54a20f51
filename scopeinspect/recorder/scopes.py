"""Turns what happens to variable scopes into events."""

from __future__ import annotations

import threading
import weakref
from typing import Any, Dict, List, Tuple

from .graphs import Graphs
from .initializers import describe, describe_callable
from .journal import Journal
from .sites import Sites

SETTINGS = (
    "initializer",
    "regularizer",
    "caching_device",
    "partitioner",
    "custom_getter",
    "dtype",
    "use_resource",
    "constraint",
)
"""What a `VariableScope` hands down to its variables, besides reuse."""

NOT_INHERITED = ("constraint",)
"""Settings that TensorFlow does not hand on to scopes below."""

Settings = Dict[str, Tuple[str, int]]


class Entry:
    """One entering of a variable scope: its number, and each setting in force with the entry that made it."""

    __slots__ = ("id", "settings")

    def __init__(self, number: int, settings: Settings) -> None:
        self.id = number
        self.settings = settings


class Scopes:
    """Follows the variable scope of the moment, for every thread and graph."""

    def __init__(self, journal: Journal, sites: Sites, graphs: Graphs) -> None:
        from tensorflow.python.framework import ops
        from tensorflow.python.ops import variable_scope

        self._ops = ops
        self._store_key = variable_scope._VARSCOPESTORE_KEY
        self._scope_class = variable_scope.VariableScope
        self._journal = journal
        self._sites = sites
        self._graphs = graphs
        self._entries: Any = weakref.WeakKeyDictionary()  # VariableScope to Entry
        self._declared: Any = weakref.WeakKeyDictionary()  # _pure_variable_scope to bool
        self._roots: Dict[Tuple[int, int], Entry] = {}
        self._count = 0
        self._threads = 0
        self._local = threading.local()

    def current(self, graph: Any, number: int) -> int:
        """The number of the entry that this thread is in, in this graph. Called once for every op."""
        try:
            return self._local.current[number]  # type: ignore[no-any-return]
        except (AttributeError, KeyError):
            scope = self._scope_of_moment(graph)
            entry = self.entry(scope, graph)
            # The root is what is left when every scope is; but a function's body shares the scopes of the graph
            # around it, whose scope of the moment changes unseen.
            if not (scope is not None and scope.name) and not graph.building_function:
                self._of_thread().current[number] = entry.id
            return entry.id

    def opening(self, default_name: Any) -> None:
        """A `tf.variable_scope` without a name is about to enter the scope that it makes a name for."""
        self._of_thread().default_name = name_text(default_name)

    def declares_reuse(self, pure_scope: Any) -> bool:
        """Whether the `with` that made this `_pure_variable_scope` asked for reuse; to be asked before it is entered.

        TensorFlow writes the inherited flag over the declared one on entering, so the first answer counts.
        """
        declared = self._declared.get(pure_scope)
        if declared is None:
            declared = self._declared[pure_scope] = bool(pure_scope._reuse)
        return bool(declared)

    def entered(self, pure_scope: Any, outer: Any, scope: Any, reuse_declared: bool) -> None:
        """A `_pure_variable_scope` was entered: `scope` replaces `outer` as the scope of the moment."""
        graph = self._ops.get_default_graph()
        number = self._graphs.number(graph)
        parent = self.entry(outer, graph)
        given = pure_scope._name_or_scope
        captured = self.entry(given, graph) if isinstance(given, self._scope_class) else None
        self._count += 1
        settings = self._settings(pure_scope, captured or parent, self._count)
        entry = self._entries[scope] = Entry(self._count, settings)
        local = self._of_thread()
        self._tell(entry, number, scope, graph.get_name_scope() or "", {
            "parent": parent.id,
            "captured": captured.id if captured else None,
            "reuse_declared": reuse_declared,
            "stack": self._sites.stack(),
            "default_name": local.default_name,
        })
        local.default_name = ""
        local.left.append((pure_scope, number, local.current.get(number)))
        local.current[number] = entry.id

    def left(self, pure_scope: Any) -> None:
        """A `_pure_variable_scope` was left."""
        local = self._of_thread()
        # TensorFlow also "leaves" a scope whose entering failed.
        if local.left and local.left[-1][0] is pure_scope:
            _, number, before = local.left.pop()
            if before is None:
                del local.current[number]
            else:
                local.current[number] = before

    def changed(self, scope: Any, setting: str) -> None:
        """`reuse_variables()` or a `set_…` method was called on a scope."""
        graph = self._ops.get_default_graph()
        entry = self._entries.get(scope)
        if entry is None:
            # TensorFlow fills in a scope with the same methods before it is entered: that is no change.
            if scope is not self._scope_of_moment(graph):
                return
            entry = self.entry(scope, graph)
        text = reuse_text(scope.reuse) if setting == "reuse" else setting_text(setting, getattr(scope, setting))
        if setting != "reuse":
            if entry.settings.get(setting, ("", 0))[0] == text:
                return
            entry.settings[setting] = (text, entry.id)
        self._journal.tell(
            {"e": "change", "entry": entry.id, "setting": setting, "value": text, "stack": self._sites.stack()}
        )

    def entry(self, scope: Any, graph: Any) -> Entry:
        """The latest entry of a scope; told first if it was never entered (the root, or before the recording).

        Args:
            scope: a `VariableScope`, or None for the root of this thread and graph.
            graph: the graph it belongs to.
        """
        entry = self._entries.get(scope) if scope is not None else None
        if entry is None:
            number = self._graphs.number(graph)
            is_root = scope is None or not scope.name
            place = (number, self._of_thread().number)
            entry = self._roots.get(place) if is_root else None
            if entry is None:
                entry = self._tell_never_entered(scope, number)
            if is_root:
                self._roots[place] = entry
            if scope is not None:
                self._entries[scope] = entry
        return entry

    def _tell_never_entered(self, scope: Any, number: int) -> Entry:
        self._count += 1
        settings: Settings = {}
        for setting in SETTINGS:
            text = setting_text(setting, getattr(scope, setting, None))
            if text and not (setting == "dtype" and text == "float32"):
                settings[setting] = (text, self._count)
        entry = Entry(self._count, settings)
        self._tell(entry, number, scope, "", {
            "parent": None, "captured": None, "reuse_declared": False, "stack": [],
        })
        return entry

    def _tell(self, entry: Entry, graph: int, scope: Any, name_scope: str, rest: Dict[str, Any]) -> None:
        event = {
            "e": "entry",
            "id": entry.id,
            "graph": graph,
            "thread": self._of_thread().number,
            "name": scope.name if scope is not None else "",
            "reuse": reuse_text(scope.reuse) if scope is not None else "False",
            "name_scope": name_scope,
            "settings": {
                setting: {"text": text, "entry": owner} for setting, (text, owner) in entry.settings.items()
            },
        }
        event.update(rest)
        self._journal.tell(event)

    def _settings(self, pure_scope: Any, base: Entry, number: int) -> Settings:
        settings = {name: told for name, told in base.settings.items() if name not in NOT_INHERITED}
        for setting in SETTINGS:
            text = setting_text(setting, getattr(pure_scope, "_" + setting, None))
            # A pure scope that was not made by tf.variable_scope (a template's) always says float32.
            if text and not (setting == "dtype" and text == "float32" and "dtype" not in settings):
                settings[setting] = (text, number)
        return settings

    def _scope_of_moment(self, graph: Any) -> Any:
        # tf.get_variable_scope() would add a collection to a graph that has no scope store yet.
        stores: List[Any] = graph.get_collection(self._store_key)
        return stores[0].current_scope if stores else None

    def _of_thread(self) -> Any:
        local = self._local
        if not hasattr(local, "current"):
            local.current = {}
            local.left = []
            local.default_name = ""
            local.number = self._threads
            self._threads += 1
        return local


def name_text(name: Any) -> str:
    """A name that the script gave, whatever the ``__str__`` of its own kind of `str` may do."""
    return str.__str__(name) if isinstance(name, str) else str(name)


def reuse_text(reuse: Any) -> str:
    """`False`, `True` or `AUTO_REUSE`. None reads as AUTO_REUSE, as `_VariableStore.get_variable` takes it."""
    if reuse is True or reuse is False:
        return str(reuse)
    return "AUTO_REUSE"


def setting_text(setting: str, value: Any) -> str:
    """What a user would write for this setting; empty for None."""
    if value is None:
        return ""
    if setting == "initializer":
        return describe(value)
    if setting == "dtype":
        return str(getattr(value, "base_dtype", value).name) if hasattr(value, "name") else str(value)
    if setting == "use_resource":
        return str(bool(value))
    return describe_callable(value)
