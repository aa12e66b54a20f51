"""Variable scopes and name scopes: SI203, SI204 and SI304."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scopeinspect.model import Request, ScopeEntry, Site
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.words import counted, listed

# SI203


def _unprefixed(facts: Facts) -> Iterator[Diagnostic]:
    recording = facts.recording
    models = {part.id for variable in facts.models for part in variable.parts}
    found: dict[str, list[Request]] = defaultdict(list)
    for request in recording.requests:
        own = recording.entries[request.entry].name_scope.rstrip("/")
        is_inside = request.name_scope.startswith(f"{own}/" if own else "")
        if request.outcome == "created" and request.variable in models and is_inside:
            extra = request.name_scope.removeprefix(own).strip("/")
            # A layer opens the name scope of its variable scope by itself.
            if extra and not request.key.startswith(f"{extra}/") and f"/{extra}/" not in f"/{request.key}":
                found[extra].append(request)
    for scope, requests in found.items():
        names = [request.key for request in requests]
        yield NAME_SCOPE.found(
            f"name scope {scope} is not part of the name of {listed(names)}",
            variables=names,
            roles=roles((f"made inside name_scope {scope}", facts.site(requests[0].stack))),
            why="get_variable names variables by variable scopes alone; a name scope is for ops (and tf.Variable).",
            fixes=[Fix("to have it in the name, open a variable scope, which is a name scope too:",
                       (f'with tf.variable_scope("{scope}"):',))],
        )  # fmt: skip


# SI204


def _reopened(facts: Facts) -> Iterator[Diagnostic]:
    recording = facts.recording
    with_variables = {(variable.graph, variable.scope) for variable in facts.models}
    entries: dict[tuple[int, str], list[ScopeEntry]] = defaultdict(list)
    for entry in recording.entries.values():
        parent = recording.entries.get(entry.parent) if entry.parent is not None else None
        # Below a scope that was entered again, all are; only the outermost is worth a word.
        if entry.name and not (parent and parent.name and parent.name_scope.rstrip("/") != parent.name):
            entries[entry.graph, entry.name].append(entry)
    elsewhere = _ops_elsewhere(facts)
    for (graph, name), all_entries in entries.items():
        again = [entry for entry in all_entries if entry.id in elsewhere]
        if again and (graph, name) in with_variables:
            scopes = list(dict.fromkeys(elsewhere[entry.id] for entry in again))
            yield REOPENED.found(
                f"the variables of scope {name} are in {name}/, ops of a later entry in {listed(scopes)}",
                scopes=[name],
                roles=roles(
                    ("entered first here", recording.site(all_entries[0].stack)),
                    (f"entered again here, with ops in {scopes[0]}", recording.site(again[0].stack)),
                ),
                why="A variable scope that is entered again keeps its name for variables; each entry opens a new name "
                "scope for ops. Checkpoints hold variables alone, so they don't change.",
                fixes=[Fix("to put the ops there as well, keep the scope and enter its own name scope:",
                           ("with tf.variable_scope(scope, auxiliary_name_scope=False):",
                            "    with tf.name_scope(scope.original_name_scope):"))],
            )  # fmt: skip


def _ops_elsewhere(facts: Facts) -> dict[int, str]:
    """For each entry with ops in a name scope of its own, which one that is."""
    entries = facts.recording.entries
    own = {number: f"{entry.name_scope.rstrip('/')}/" for number, entry in entries.items()}
    found: dict[int, str] = {}
    for ops in facts.recording.ops.values():
        for name, number in zip(ops.names, ops.entries, strict=True):
            is_elsewhere = not own[number].startswith(f"{entries[number].name}/")
            if number not in found and entries[number].name and is_elsewhere and name.startswith(own[number]):
                found[number] = own[number]
    return found


# SI304


def _outside(facts: Facts) -> Iterator[Diagnostic]:
    by_graph: dict[int, list[str]] = defaultdict(list)
    scoped = {variable.graph for variable in facts.models if "/" in variable.name}
    sites: dict[int, Site | None] = {}
    for variable in facts.models:
        if "/" not in variable.name and variable.graph in scoped and variable.trainable:
            by_graph[variable.graph].append(variable.name)
            sites.setdefault(variable.graph, facts.site(variable.stack))
    for graph, names in by_graph.items():
        yield OUTSIDE.found(
            f"{listed(names)} {'is' if len(names) == 1 else 'are'} at the root, beside {_scopes_text(facts, graph)}",
            variables=names,
            roles=roles(("made outside of any scope", sites[graph])),
            why="A variable at the root is in no scope's collection and in no map that moves a scope.",
            fixes=[Fix("make it inside a scope."), Fix("or leave it, if it belongs to the whole.")],
        )


def _scopes_text(facts: Facts, graph: int) -> str:
    top = {v.name.partition("/")[0] for v in facts.models if v.graph == graph and "/" in v.name}
    return counted(len(top), "scope")


NAME_SCOPE = Rule(
    code="SI203",
    name="name-scope-has-no-effect",
    severity="info",
    summary="get_variable under a name_scope only: the variable's name does not get the prefix",
    what="""
        A variable that was made by get_variable inside a `tf.name_scope`, whose name the scope is no part of.
        """,
    bad_because="""
        The ops are in the scope and the variable is not. Two such places ask for the same variable.
        """,
    instead="""
        A `tf.variable_scope`, which opens a name scope as well.
        """,
    bad="""
        with tf.name_scope("layer"):
            w = tf.get_variable("w", [4])
        """,
    good="""
        with tf.variable_scope("layer"):
            w = tf.get_variable("w", [4])
        """,
    find=_unprefixed,
)

REOPENED = Rule(
    code="SI204",
    name="reopened-name-scope",
    severity="info",
    summary="a scope that was entered again: its variables are in s/, its new ops in s_1/",
    what="""
        A variable scope that was entered more than once, with ops in each entry.
        """,
    bad_because="""
        It does no harm: checkpoints hold variables. In a picture of the graph the parts lie in two boxes.
        """,
    instead="""
        To have the ops in one place, enter the scope object with `auxiliary_name_scope=False` and its
        `original_name_scope`.
        """,
    bad="""
        with tf.variable_scope("layer"):
            w = tf.get_variable("w", [4])
        with tf.variable_scope("layer"):
            y = tf.identity(w)
        """,
    good="""
        with tf.variable_scope("layer") as scope:
            w = tf.get_variable("w", [4])
        with tf.variable_scope(scope, auxiliary_name_scope=False):
            with tf.name_scope(scope.original_name_scope):
                y = tf.identity(w)
        """,
    find=_reopened,
)

OUTSIDE = Rule(
    code="SI304",
    name="variable-outside-scope",
    severity="info",
    summary="a model that uses scopes has a trainable variable at the root",
    what="""
        A trainable variable without a scope, in a graph whose other variables have one.
        """,
    bad_because="""
        It is easily forgotten where variables are selected, restored or moved by scope.
        """,
    instead="""
        Make it inside a scope.
        """,
    bad="""
        with tf.variable_scope("layer"):
            w = tf.get_variable("w", [4])
        b = tf.get_variable("b", [4])
        """,
    good="""
        with tf.variable_scope("layer"):
            w = tf.get_variable("w", [4])
            b = tf.get_variable("b", [4])
        """,
    find=_outside,
)
