"""Turns requests for variables, and their making, into events."""

from __future__ import annotations

import threading
import weakref
from typing import Any, Dict, List, Optional, Tuple

from .graphs import Graphs
from .initializers import describe
from .journal import Journal
from .quotes import ORIGINALLY
from .request import Request, dimensions
from .scopes import SETTINGS, Scopes, name_text, reuse_text, setting_text
from .sites import Sites, frames_of_module

_KERAS = ("keras.", "tf_keras.", "tensorflow.python.keras.", "tensorflow_core.python.keras.",
          "tensorflow.python.layers.", "tensorflow_core.python.layers.")

_SAYS = {
    "exists": "already exists",
    "missing": "does not exist, or was not created with",
    "shape": "but specified shape",
    "dtype": "but specified dtype",
}
"""What TensorFlow's message holds for each reason."""

SLOT = "slot"
MOVING_AVERAGE = "moving-average"
OPTIMIZER = "optimizer"


class Variables:
    """Follows requests through the variable store, and variables through their collections."""

    def __init__(self, journal: Journal, sites: Sites, graphs: Graphs, scopes: Scopes, is_user_file: Any) -> None:
        from tensorflow.python.framework import dtypes, ops, tensor_shape

        self._as_dtype = dtypes.as_dtype
        self._as_shape = tensor_shape.as_shape
        self._graph_keys = ops.GraphKeys
        self._default_graph = ops.get_default_graph
        self._journal = journal
        self._sites = sites
        self._graphs = graphs
        self._scopes = scopes
        self._is_user_file = is_user_file
        self._known: Dict[int, Tuple[Any, int]] = {}
        self._older: Dict[int, Any] = {}
        graphs.on_new = self._note_older
        self._collections: Dict[int, List[str]] = {}
        self._count = 0
        self._local = threading.local()

    # Requests

    def asked(self, scope: Any, arguments: Dict[str, Any]) -> Request:
        """`VariableScope.get_variable` begins."""
        graph = self._default_graph()
        entry = self._scopes.entry(scope, graph).id
        stack, name_scope = self._sites.stack(), graph.get_name_scope() or ""  # None below tf.name_scope(None)
        request = Request(entry, name_text(arguments.get("name")), scope, arguments, stack, name_scope)
        self._requests().append(request)
        return request

    def answered(self, request: Request, error: Optional[BaseException]) -> None:
        """`VariableScope.get_variable` ends, with this error or without one."""
        self._requests().remove(request)
        # An error before the store was asked: a bad argument, or the user's custom getter. A custom getter
        # that answers without asking the store has made no request of TensorFlow's.
        if error is not None and not request.settled:
            scope, flag = request.scope, request.arguments.get("reuse")
            key = scope.name + "/" + request.name if scope.name else request.name
            self._settle(request, key, "refused", reuse_text(scope.reuse if flag is None else flag), error=error)

    def store_request(self, arguments: Dict[str, Any]) -> Request:
        """The request that the store is asked on behalf of; a new one if it was asked directly."""
        requests = self._requests()
        if requests:
            return requests[-1]
        graph = self._default_graph()
        entry = self._scopes.current(graph, self._graphs.number(graph))
        stack, name_scope = self._sites.stack(), graph.get_name_scope() or ""  # None below tf.name_scope(None)
        return Request(entry, name_text(arguments.get("name")), None, arguments, stack, name_scope)

    def looked_up(self, request: Request, store: Any, arguments: Dict[str, Any]) -> None:
        """The store is about to be asked for a variable, so its effective initializer is known."""
        request.made = request.whole = request.part_offset = None  # a custom getter may ask the store several times
        request.initializer = self._effective_initializer(request, store, arguments)

    def found(self, request: Request, key: str, reuse: Any, existing: Any, variable: Any) -> None:
        """The store answered with a variable: a new one, or `existing`."""
        number = self._number(variable)
        # The parts of a partitioned variable may be there without the whole: an error may have come between.
        outcome = "created" if existing is None and number in (None, request.made) else "reused"
        if number is None:
            number = request.made if existing is None else self._tell_found(variable)
        self._settle(request, key, outcome, reuse_text(reuse), variable=number)

    def refused(
        self, request: Request, key: str, reuse: Any, existing: Any, arguments: Dict[str, Any], error: BaseException
    ) -> None:
        """The store raised."""
        reason = self._reason(existing, reuse, arguments) if isinstance(error, ValueError) else "other"
        if _SAYS.get(reason, "") not in str(error):  # a partitioner or an initializer raised before TensorFlow looked
            reason = "other"
        number = self._number(existing) if existing is not None else None
        self._settle(request, key, "refused", reuse_text(reuse), variable=number, reason=reason, error=error)

    def _settle(
        self,
        request: Request,
        key: str,
        outcome: str,
        reuse: str,
        variable: Optional[int] = None,
        reason: str = "",
        error: Optional[BaseException] = None,
    ) -> None:
        request.settled = True
        self._journal.tell({
            "e": "request",
            "entry": request.entry,
            "name": request.name,
            "key": key,
            "outcome": outcome,
            "reason": reason or ("other" if outcome == "refused" else ""),
            "message": str(error).split(ORIGINALLY)[0] if error is not None else "",
            "reuse": reuse,
            "variable": variable,
            "given": request.given,
            "initializer": request.initializer,
            "stack": request.stack,
            "name_scope": request.name_scope,
        })

    def _reason(self, existing: Any, reuse: Any, arguments: Dict[str, Any]) -> str:
        """Why the store raises, in the order in which it looks."""
        if existing is None:
            return "missing" if reuse is True else "other"
        if reuse is False:
            return "exists"
        shape, dtype = arguments.get("shape"), arguments.get("dtype")
        if shape is not None and not self._as_shape(shape).is_compatible_with(existing.get_shape()):
            return "shape"
        if dtype is not None and not self._as_dtype(dtype).is_compatible_with(existing.dtype):
            return "dtype"
        return "other"

    def _effective_initializer(self, request: Request, store: Any, arguments: Dict[str, Any]) -> Dict[str, Any]:
        effective = arguments.get("initializer")
        if effective is None:
            try:
                dtype = self._as_dtype(arguments.get("dtype") or "float32")
                default, _ = store._get_default_initializer(name=request.name, shape=None, dtype=dtype)
            except (ValueError, TypeError):  # no dtype, or one without a default: TensorFlow will say so itself
                return {"text": "none", "origin": "default", "entry": None}
            return {"text": describe(default), "origin": "default", "entry": None}
        scope = request.scope
        if scope is not None and request.arguments.get("initializer") is None and effective is scope.initializer:
            text, owner = self._scopes.entry(scope, self._default_graph()).settings["initializer"]
            return {"text": text, "origin": "scope", "entry": owner}
        is_given = effective is request.arguments.get("initializer")
        text = request.given["initializer"] if is_given else describe(effective)
        return {"text": text, "origin": "argument", "entry": None}

    # Variables

    def making(self) -> Optional[Request]:
        """The request for which a variable is made right now; a variable made meanwhile is not for it."""
        for request in reversed(self._requests()):
            if request.making:
                request.making = False
                return request
        return None

    def made(self, variable: Any, arguments: Dict[str, Any], request: Optional[Request]) -> None:
        """A variable's `__init__` returned."""
        imported = arguments.get("variable_def") is not None
        if request is not None:
            made_by, initializer = "get_variable", request.initializer
        elif imported:
            made_by, initializer = "imported", {}
        else:
            made_by = "keras" if frames_of_module(_KERAS, self._is_user_file) else "Variable"
            initializer = {"text": describe(arguments.get("initial_value")), "origin": "value", "entry": None}
        graph = self._graph_of(variable)
        entry = request.entry if request else self._scopes.current(graph, self._graphs.number(graph))
        stack = request.stack if request else self._sites.stack()
        number = self._tell(variable, graph, entry, made_by, initializer, stack, request, arguments)
        if request is not None and request.made is None:
            request.made = number

    def collected(self, name: Any, value: Any) -> None:
        """A value was added to a graph's collection."""
        number = self._number(value)
        if number is not None and isinstance(name, str) and name not in self._collections[number]:
            self._collections[number].append(name)
            self._tell_collections(number)

    def reconcile(self) -> None:
        """Tells what the graphs' collections say now, where that differs from what was told.

        Lists got by `get_collection_ref` change behind our back, and functions make variables of their own kind.
        """
        for _, graph in self._graphs.alive():
            told: Dict[int, List[str]] = {}
            for name in graph.get_all_collection_keys():
                for value in graph.get_collection(name):
                    number = self._number(value)
                    if number is None and name in self._variable_collections() and self._is_unseen(value):
                        number = self._tell_found(value)
                    if number is not None and isinstance(name, str):
                        told.setdefault(number, []).append(name)
            for number, names in sorted(told.items()):
                if sorted(set(names)) != sorted(self._collections[number]):
                    self._collections[number] = sorted(set(names))
                    self._tell_collections(number)

    def _note_older(self, graph: Any) -> None:
        """Notes what a graph holds before anything was seen in it: recordings may begin in the middle of a build."""
        for name in self._variable_collections():
            for value in graph.get_collection(name):
                if hasattr(value, "initializer"):
                    self._older[id(value)] = weakref.ref(value)

    def _is_unseen(self, value: Any) -> bool:
        """Whether a value of a collection is a variable that was made behind our back."""
        older = self._older.get(id(value))
        return hasattr(value, "initializer") and (older is None or older() is not value)

    def _variable_collections(self) -> Tuple[str, str]:
        return (self._graph_keys.GLOBAL_VARIABLES, self._graph_keys.LOCAL_VARIABLES)

    def _tell_found(self, variable: Any) -> int:
        """Tells of a variable whose making was not seen."""
        if hasattr(variable, "_variable_list"):  # a PartitionedVariable stands for its parts
            numbers = [self._number(part) or self._tell_found(part) for part in variable]
            return numbers[0]
        graph = self._graph_of(variable)
        entry = self._scopes.entry(None, graph).id
        return self._tell(variable, graph, entry, "imported", {}, [], None, {})

    def _tell(
        self,
        variable: Any,
        graph: Any,
        entry: int,
        made_by: str,
        initializer: Dict[str, Any],
        stack: List[int],
        request: Optional[Request],
        arguments: Dict[str, Any],
    ) -> int:
        self._count += 1
        number = self._count
        trainable = bool(getattr(variable, "trainable", False))
        collections = arguments.get("collections")
        if collections is None:
            collections = [self._graph_keys.GLOBAL_VARIABLES]
        names = [name for name in collections if isinstance(name, str)]
        if trainable and self._graph_keys.TRAINABLE_VARIABLES not in names:
            names.append(self._graph_keys.TRAINABLE_VARIABLES)
        self._collections[number] = sorted(names)
        role, of = self._role()
        dtype = variable.dtype
        self._journal.tell({
            "e": "variable",
            "id": number,
            "graph": self._graphs.number(graph),
            "entry": entry,
            # A resource variable that was given an empty name knows only that one; its op got another.
            "name": variable.name.rsplit(":", 1)[0] or variable.op.name,
            "shape": dimensions(variable.get_shape()),
            "dtype": dtype.base_dtype.name,
            "trainable": trainable,
            "made_by": made_by,
            "initializer": initializer,
            "collections": self._collections[number],
            "resource": "ref" not in dtype.name,
            "settings": self._settings(request, arguments),
            "role": role,
            "role_of": of,
            "part": _part(request),
            "stack": stack,
            "asked": request.name if request else name_text(arguments.get("name") or ""),
        })
        # Only now: what could not be told must not be referred to.
        self._known[id(variable)] = (weakref.ref(variable), number)
        return number

    def _settings(self, request: Optional[Request], arguments: Dict[str, Any]) -> Dict[str, Any]:
        """What is in force for a new variable besides its initializer: given as an argument, or inherited."""
        inherited: Dict[str, Tuple[str, int]] = {}
        if request is not None and request.scope is not None:
            inherited = self._scopes.entry(request.scope, self._default_graph()).settings
            arguments, given = request.arguments, request.given
        else:
            given = {name: setting_text(name, arguments.get(name)) for name in SETTINGS}
        settings = {name: {"text": text, "entry": owner} for name, (text, owner) in inherited.items()}
        settings.update({name: {"text": given[name], "entry": None} for name in SETTINGS if given.get(name)})
        if isinstance(arguments.get("trainable"), str):
            # tf.Variable(value, "name"): the name was passed in its place. TensorFlow takes it as true.
            settings["trainable"] = {"text": repr(arguments["trainable"]), "entry": None}
        return {name: told for name, told in settings.items() if name not in ("initializer", "dtype")}

    def _tell_collections(self, number: int) -> None:
        self._journal.tell({"e": "collections", "variable": number, "names": sorted(self._collections[number])})

    # Roles

    def begin_role(self, role: str, of: str) -> None:
        """Variables made from now on, in this thread, are kept for another one: an optimizer's slot, say."""
        self._roles().append((role, of))

    def end_role(self) -> None:
        """Ends the innermost role."""
        self._roles().pop()

    def _role(self) -> Tuple[str, str]:
        """The role of a variable made now. A moving average makes its shadow through the slot creator."""
        roles = self._roles()
        if not roles:
            return "", ""
        role = MOVING_AVERAGE if any(role == MOVING_AVERAGE for role, _ in roles) else roles[-1][0]
        return role, roles[-1][1]

    # Small things

    def _number(self, variable: Any) -> Optional[int]:
        known = self._known.get(id(variable))
        if known is not None and known[0]() is variable:
            return known[1]
        parts = getattr(variable, "_variable_list", None)
        return self._number(parts[0]) if isinstance(parts, list) and parts else None

    def _graph_of(self, variable: Any) -> Any:
        try:
            return variable.graph
        except AttributeError:  # made eagerly: it is in no graph, but its variable scopes are kept with the default one
            return self._default_graph()

    def _requests(self) -> List[Request]:
        return _listed(self._local, "requests")

    def _roles(self) -> List[Tuple[str, str]]:
        return _listed(self._local, "roles")


def _listed(local: threading.local, name: str) -> List[Any]:
    if not hasattr(local, name):
        setattr(local, name, [])
    return getattr(local, name)  # type: ignore[no-any-return]


def _part(request: Optional[Request]) -> Optional[Dict[str, Any]]:
    if request is None or request.whole is None:
        return None
    name, shape = request.whole
    return {"of": name, "shape": shape, "offset": request.part_offset}
