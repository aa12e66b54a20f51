"""The places in TensorFlow where scopes, requests, variables and ops can be seen.

The same names exist from 1.13 to 2.21. Methods are replaced on their classes: libraries hold references of
their own to functions such as `tf.get_variable`, so replacing those would miss most calls.
"""

from __future__ import annotations

import functools
import gc
import inspect
import traceback
from typing import Any, Callable, Dict, Iterator, List, Tuple

from . import quotes, stores
from .graphs import Graphs
from .inputs import Inputs
from .journal import Journal
from .lookups import LookUp
from .pythons_own import PythonsOwn
from .scopes import SETTINGS, Scopes
from .selections import Selections
from .sessions import Sessions
from .sites import Sites
from .variables import MOVING_AVERAGE, OPTIMIZER, SLOT, Variables

_GONE = "the script has put something in the place of Python's own {} that can't be called"
_RAISED = "the script's own {} ({}:{}) raised {} when it was asked what to show"


class Hooks:
    """Installs the hooks, and removes them again.

    Args:
        journal: is told what happens.
        sites: numbers the user's call sites.
        is_user_file: says of a file name whether it is the user's.
        on_session: called with the number of each `Session.run`, before it runs.
        keep_graphs: whether graphs are kept alive to the end.
    """

    def __init__(
        self,
        journal: Journal,
        sites: Sites,
        is_user_file: Callable[[str], bool],
        on_session: Callable[[int], None] = lambda _: None,
        keep_graphs: bool = False,
    ) -> None:
        self._journal = journal
        self._sites = sites
        self._is_user_file = is_user_file
        self._graphs = Graphs(journal, keep_graphs)
        self._scopes = Scopes(journal, sites, self._graphs)
        self._variables = Variables(journal, sites, self._graphs, self._scopes, is_user_file)
        self._selections = Selections(journal, sites, self._graphs)
        self._sessions = Sessions(journal, sites, self._graphs, on_session)
        self._replaced: List[Tuple[Any, str, Any]] = []
        self._inputs = Inputs()
        self._inputs_told: Dict[int, int] = {}
        self._faults = 0

    def install(self) -> None:
        """Replaces TensorFlow's methods by ours, which call them."""
        self._hook_default_names()
        self._hook_scopes()
        self._hook_requests()
        self._hook_variables()
        self._selections.hook(self._replace, self._watch)
        self._hook_roles()
        self._hook_ops()
        self._hook_changes()
        self._sessions.hook(self._replace, self._watch)
        quotes.hook(self._replace, self._put)

    def remove(self) -> None:
        """Puts TensorFlow's methods back. Ops that wait are told."""
        while self._replaced:
            owner, name, original = self._replaced.pop()
            setattr(owner, name, original)

    def tell_only(self, on_op: Callable[[], None]) -> None:
        """Puts TensorFlow's methods back, but for one that tells when the first op is made from now on."""
        from tensorflow.python.framework import ops

        self.remove()

        def create(original: Any) -> Any:
            def _create_op_internal(graph: Any, *positional: Any, **named: Any) -> Any:
                self.remove()
                on_op()
                return original(graph, *positional, **named)

            return _create_op_internal

        self._replace(ops.Graph, _op_maker(ops.Graph), create)

    def finish(self) -> None:
        """Tells what is only known in the end: collections, the ops that wait, and what flows into each op."""
        is_collecting = gc.isenabled()
        gc.disable()  # what we put together now would have it look through the whole graph, and find nothing
        try:
            self._watch(self._variables.reconcile)
            self._watch(self._journal.flush)
            for number, graph in self._graphs.alive():
                self._watch(self._tell_inputs, number, graph)
        finally:
            if is_collecting:
                gc.enable()

    def graphs(self) -> Iterator[Tuple[int, Any]]:
        """The graphs that still exist, with their numbers."""
        return self._graphs.alive()

    def _tell_inputs(self, number: int, graph: Any) -> None:
        # In the end, as a loop's are not complete before.
        ops = graph.get_operations()
        told = self._journal.ops_of(number)
        if 0 < told < len(ops) and self._journal.is_first(ops[-told], number):
            ops = ops[-told:]  # the others were there before the recording began
        if self._inputs_told.get(number) == len(ops):
            return
        self._inputs_told[number] = len(ops)
        self._journal.tell({"e": "inputs", "graph": number, "of": self._inputs.of(number, ops)})

    def _replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        original = owner.__dict__[name]
        self._put(owner, name, functools.wraps(original)(wrap(original)))

    def _put(self, owner: Any, name: str, value: Any) -> None:
        self._replaced.append((owner, name, owner.__dict__[name]))
        setattr(owner, name, value)

    def _watch(self, tell: Callable[..., Any], *arguments: Any) -> Any:
        """Calls one of our own functions. A fault in it is told, and is never the user's."""
        try:
            return tell(*arguments)
        except Exception as error:
            self._fault(error)
            return None

    def _fault(self, error: Exception) -> None:
        self._faults += 1
        if self._faults > 1:
            return
        with PythonsOwn() as own:
            gone = own.unusable()
            theirs = self._special_methods(error)
            if gone:
                self._journal.tell_lost(_GONE.format(", ".join(sorted(gone))))
            elif theirs:
                file, line, function, _ = theirs[-1]
                raised = _RAISED.format(function, self._sites.shown(file), line, type(error).__name__)
                self._journal.tell_lost(raised)
            else:
                self._journal.tell_fault(traceback.format_exc())

    def _special_methods(self, error: Exception) -> List[Any]:
        """The places in methods of the script's that Python called for us, as the `__str__` of what we put in words."""
        places = traceback.extract_tb(error.__traceback__)
        return [each for each in places if each.name.startswith("__") and self._is_user_file(each.filename)]

    def _hook_scopes(self) -> None:
        from tensorflow.python.ops import variable_scope

        watch, scopes = self._watch, self._scopes

        def enter(original: Any) -> Any:
            def __enter__(pure_scope: Any) -> Any:
                declared = watch(scopes.declares_reuse, pure_scope)
                outer = pure_scope._var_scope_store.current_scope
                scope = original(pure_scope)
                watch(scopes.entered, pure_scope, outer, scope, declared)
                return scope

            return __enter__

        def leave(original: Any) -> Any:
            def __exit__(pure_scope: Any, *error: Any) -> Any:
                watch(scopes.left, pure_scope)
                return original(pure_scope, *error)

            return __exit__

        def change(setting: str) -> Callable[[Any], Any]:
            def wrap(original: Any) -> Any:
                def changes(scope: Any, *arguments: Any, **named: Any) -> Any:
                    result = original(scope, *arguments, **named)
                    watch(scopes.changed, scope, setting)
                    return result

                return changes

            return wrap

        self._replace(variable_scope._pure_variable_scope, "__enter__", enter)
        self._replace(variable_scope._pure_variable_scope, "__exit__", leave)
        self._replace(variable_scope.VariableScope, "reuse_variables", change("reuse"))
        for setting in SETTINGS:
            if hasattr(variable_scope.VariableScope, "set_" + setting):
                self._replace(variable_scope.VariableScope, "set_" + setting, change(setting))

    def _hook_default_names(self) -> None:
        from tensorflow.python.ops import variable_scope

        watch, scopes = self._watch, self._scopes

        def enter(original: Any) -> Any:
            def __enter__(opening: Any) -> Any:
                # Only here is it known that a scope was given no name; the pure scope within gets a finished one.
                if opening._name_or_scope is None:
                    watch(scopes.opening, opening._default_name)
                return original(opening)

            return __enter__

        self._replace(variable_scope.variable_scope, "__enter__", enter)

    def _hook_requests(self) -> None:
        from tensorflow.python.ops import variable_scope

        watch, variables = self._watch, self._variables

        def get_variable(original: Any) -> Any:
            names = _parameters(original)

            def get_variable(scope: Any, *positional: Any, **named: Any) -> Any:
                arguments = _bound(names[1:], positional, named)
                request = watch(variables.asked, scope, arguments)
                if request is None:
                    return original(scope, *positional, **named)
                unwatch = watch(stores.watch, arguments.get("var_store"), look_up("_vars"))
                try:
                    result = original(scope, *positional, **named)
                except BaseException as error:
                    watch(variables.answered, request, error)
                    raise
                finally:
                    if unwatch is not None:
                        unwatch()
                watch(variables.answered, request, None)
                return result

            return get_variable

        def look_up(stored: str) -> Callable[[Any], Any]:
            def wrap(original: Any) -> Any:
                names = _parameters(original)

                def look_up(store: Any, *positional: Any, **named: Any) -> Any:
                    arguments = _bound(names[1:], positional, named)
                    look = LookUp(variables, store, getattr(store, stored), arguments)
                    watch(look.begin)
                    try:
                        variable = original(store, *positional, **named)
                    except BaseException as error:
                        watch(look.refused, error)
                        raise
                    watch(look.found, variable)
                    return variable

                return look_up

            return wrap

        self._replace(variable_scope.VariableScope, "get_variable", get_variable)
        self._replace(variable_scope._VariableStore, "_get_single_variable", look_up("_vars"))
        self._replace(variable_scope._VariableStore, "_get_partitioned_variable", look_up("_partitioned_vars"))

    def _hook_variables(self) -> None:
        from tensorflow.python.framework import ops
        from tensorflow.python.ops import resource_variable_ops
        from tensorflow.python.ops import variables as variable_ops

        watch, variables = self._watch, self._variables

        def make(original: Any) -> Any:
            names = _parameters(original)

            def __init__(variable: Any, *positional: Any, **named: Any) -> None:
                request = watch(variables.making)
                original(variable, *positional, **named)
                watch(variables.made, variable, _bound(names[1:], positional, named), request)

            return __init__

        def add_to_collection(original: Any) -> Any:
            def add_to_collection(graph: Any, name: Any, value: Any) -> Any:
                result = original(graph, name, value)
                watch(variables.collected, name, value)
                return result

            return add_to_collection

        try:
            from tensorflow.python.ops import ref_variable  # type: ignore[attr-defined,unused-ignore]
        except ImportError:  # up to 2.10 it lives among the others
            ref_variable = variable_ops
        self._replace(ref_variable.RefVariable, "__init__", make)
        self._replace(resource_variable_ops.ResourceVariable, "__init__", make)
        self._replace(ops.Graph, "add_to_collection", add_to_collection)

    def _hook_roles(self) -> None:
        from tensorflow.python.training import moving_averages, optimizer, slot_creator

        variables = self._variables

        def role(name: str) -> Callable[[Any], Any]:
            def wrap(original: Any) -> Any:
                def in_role(first: Any, *positional: Any, **named: Any) -> Any:
                    variables.begin_role(name, first.op.name if name == SLOT else "")
                    try:
                        return original(first, *positional, **named)
                    finally:
                        variables.end_role()

                return in_role

            return wrap

        self._replace(slot_creator, "_create_slot_var", role(SLOT))
        self._replace(moving_averages.ExponentialMovingAverage, "apply", role(MOVING_AVERAGE))
        self._replace(optimizer.Optimizer, "_create_non_slot_variable", role(OPTIMIZER))

    def _hook_ops(self) -> None:
        from tensorflow.python.framework import ops

        number, current, here = self._graphs.number, self._scopes.current, self._sites.here
        tell_op, fault = self._journal.tell_op, self._fault
        note = self._inputs.note

        def made(graph: Any, op: Any, inputs: Any) -> None:
            try:
                index = number(graph)
                tell_op(op, index, current(graph, index), here())
                if inputs is not None:
                    note(index, op, inputs)
            except Exception as error:
                fault(error)

        def create(original: Any) -> Any:
            def _create_op_internal(graph: Any, op_type: Any, inputs: Any, *positional: Any, **named: Any) -> Any:
                op = original(graph, op_type, inputs, *positional, **named)
                made(graph, op, inputs)
                return op

            return _create_op_internal

        def adopt(original: Any) -> Any:
            def _create_op_from_tf_operation(graph: Any, *positional: Any, **named: Any) -> Any:
                op = original(graph, *positional, **named)
                made(graph, op, None)
                return op

            return _create_op_from_tf_operation

        self._replace(ops.Graph, _op_maker(ops.Graph), create)
        self._replace(ops.Graph, "_create_op_from_tf_operation", adopt)

    def _hook_changes(self) -> None:
        from tensorflow.python.framework import ops

        watch, inputs, graphs = self._watch, self._inputs, self._graphs

        def change(original: Any) -> Any:
            def change_inputs(op: Any, *positional: Any, **named: Any) -> Any:
                watch(lambda: inputs.changed(graphs.number(op.graph), op))
                return original(op, *positional, **named)

            return change_inputs

        def reset(original: Any) -> Any:
            def reset(stack: Any) -> Any:
                # The graph may be gone a moment later.
                self.finish()
                return original(stack)

            return reset

        self._replace(ops.Operation, "_update_input", change)
        self._replace(ops.Operation, "_add_while_inputs", change)
        self._replace(type(ops._default_graph_stack), "reset", reset)


def _op_maker(graph: Any) -> str:
    """The name of the method of `tf.Graph` by which Python makes every op; up to 1.13 it is the public one."""
    return "_create_op_internal" if hasattr(graph, "_create_op_internal") else "create_op"


def _parameters(function: Any) -> List[str]:
    return list(inspect.signature(function).parameters)


def _bound(names: List[str], positional: Tuple[Any, ...], named: Dict[str, Any]) -> Dict[str, Any]:
    """Arguments by their names, as `inspect.Signature.bind` would give them, a good deal faster."""
    return {**dict(zip(names, positional)), **named}
