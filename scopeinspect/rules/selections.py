"""Variables that are selected by a scope: SI205 and SI207."""

from __future__ import annotations

import ast
import difflib
import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from scopeinspect.model import Selection, Site, Variable
from scopeinspect.rules.advice.code import Edit, all_calls_of, at_line, calls_of, edited, name_of
from scopeinspect.rules.advice.written import written
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.scope_names import scopes_around
from scopeinspect.sources import Statement
from scopeinspect.variables import WholeVariable
from scopeinspect.words import listed

_PLAIN = re.compile(r"[\w./\-]+")
"""A scope that is no regular expression: one out of a file is not to be run."""
_MOST_NAMES = 5000
_TRAINABLE = "trainable_variables"
"""TensorFlow's name of the collection."""
_IN_GLOBAL = {"TRAINABLE_VARIABLES": "GLOBAL_VARIABLES", "trainable_variables": "global_variables"}

# SI205


def _colliding(facts: Facts) -> Iterator[Diagnostic]:
    names: dict[int, dict[str, None]] = defaultdict(dict)
    for variable in facts.models:
        for scope in scopes_around(variable.name):
            if scope:
                names[variable.graph].setdefault(scope)
    selections: dict[tuple[int, str], list[Selection]] = defaultdict(list)
    for selection in facts.recording.selections:
        selections[selection.graph, selection.scope.rstrip("/")].append(selection)
    for graph, scopes in names.items():
        ordered = sorted(scopes)
        beside: dict[str, list[str]] = defaultdict(list)
        for name in ordered:
            beside[name.rpartition("/")[0]].append(name)
        for name in ordered:
            if longer := _longer(name, beside[name.rpartition("/")[0]]):
                yield from _collision(facts, name, longer, selections[graph, name])


def _longer(name: str, beside: Sequence[str]) -> list[str]:
    """The names that begin as one does, out of all in the same scope, in their order."""
    later = (beside[place] for place in range(bisect_right(beside, name), len(beside)))
    return list(takewhile(lambda other: other.startswith(name), later))


def _collision(
    facts: Facts, name: str, longer: Sequence[str], selections: Sequence[Selection]
) -> Iterator[Diagnostic]:
    """A scope and those whose names begin as its own; the selections are by it, with or without a slash."""
    bare = [one for one in selections if one.scope == name]
    if selections and not bare:
        return  # whoever selects by it knows how
    seen = [one for one in bare if _is_wide(facts, one)]
    are_copies = all(re.fullmatch(r"_\d+", other[len(name) :]) for other in longer)  # all of them may well be meant
    found = written(facts, seen[0].stack, name) if seen else None
    lines = found.with_another(f"{name}/") if found else (f'tf.get_collection(key, scope="{name}/")',)
    yield PREFIX.found(
        f"scope {name} also selects {listed(longer)} in get_collection",
        scopes=[name, *longer],
        roles=roles(*(("selected here", facts.site(one.stack)) for one in seen)),
        why="get_collection(key, scope) takes what begins with the text, as a regular expression does.",
        fixes=[Fix("end the scope with a slash:", lines)],
        severity="warning" if seen and not are_copies else "info",
    )


def _is_wide(facts: Facts, selection: Selection) -> bool:
    """Whether it found more than there ever was in the scope itself."""
    own = (name for name in _members(facts, selection) if f"{name}/".startswith(f"{selection.scope}/"))
    return selection.found > sum(1 for _ in own)


def _members(facts: Facts, selection: Selection) -> list[str]:
    """The full names of the variables in the collection that it selects from."""
    every = facts.recording.variables.values()
    return [one.name for one in every if one.graph == selection.graph and selection.collection in one.collections]


def selecting_trainable(facts: Facts, variables: Iterable[WholeVariable]) -> Site | None:
    """Where somebody selects one of some variables by a scope, out of those that are trainable."""
    names = [(variable.graph, f"{variable.name}:0") for variable in variables]
    selections = (
        one for one in facts.recording.selections if one.collection == _TRAINABLE and _PLAIN.fullmatch(one.scope)
    )
    for selection in selections:
        if any(graph == selection.graph and name.startswith(selection.scope) for graph, name in names):
            return facts.site(selection.stack)
    return None


# SI207


def _empty(facts: Facts) -> Iterator[Diagnostic]:
    names: dict[int, list[str]] = defaultdict(list)
    for variable in facts.recording.variables.values():
        names[variable.graph].append(f"{variable.name}:0")
    ordered = {graph: sorted(every) for graph, every in names.items()}
    asked: dict[tuple[int, Site | None], dict[str, Selection]] = defaultdict(dict)
    for selection in facts.recording.selections:
        # What is there in the end was not there yet, or is in another collection: either may well be meant.
        if _PLAIN.fullmatch(selection.scope) and not _begins(ordered.get(selection.graph, []), selection.scope):
            asked[selection.graph, facts.site(selection.stack)].setdefault(selection.scope, selection)
    for (_, site), by_scope in asked.items():
        first = next(iter(by_scope.values()))
        if members := _members(facts, first):
            are_many = len(by_scope) > 1
            yield EMPTY.found(
                f"{'scopes' if are_many else 'scope'} {listed(by_scope)} {'select' if are_many else 'selects'} no "
                f"variable, out of {len(members):,} in {first.collection}",
                scopes=by_scope,
                roles=roles(("selected here", site)),
                why=_why(facts, first),
                fixes=_ways(facts, first, members),
            )
    yield from _untrainable(facts)


def _untrainable(facts: Facts) -> Iterator[Diagnostic]:
    """Selections out of the trainable variables, where all that the scope had by then are not trainable."""
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)  # in the order of names
    told = set[tuple[int, str, Site | None]]()
    for event in facts.recording.events:
        if isinstance(event, Variable):
            insort(made[event.graph], (f"{event.name}:0", event.id))
        if not isinstance(event, Selection) or event.found or event.collection != _TRAINABLE:
            continue
        key = (event.graph, event.scope, facts.site(event.stack))
        if not _PLAIN.fullmatch(event.scope) or key in told:
            continue
        told.add(key)
        inside = [facts.recording.variables[number] for number in _beginning(made[event.graph], event.scope)]
        if inside and not any(one.trainable for one in inside):
            yield _frozen(facts, event, [one.name for one in inside])


def _beginning(names: Sequence[tuple[str, int]], text: str) -> list[int]:
    """The numbers of the names that begin with a text, out of names in their order."""
    later = (names[place] for place in range(bisect_left(names, (text, 0)), len(names)))
    return sorted(number for _, number in takewhile(lambda one: one[0].startswith(text), later))


def _frozen(facts: Facts, selection: Selection, names: Sequence[str]) -> Diagnostic:
    site = facts.site(selection.stack)
    found = facts.sources.statement(site) if site else None
    zipped = _zipped(facts, site, found) if site and found else ""
    lines = at_line(edited(found, _global(found)), found.place) if found else ()
    only = "This collection has only what is trainable, so the list is empty"
    are, them = ("is", "it") if len(names) == 1 else ("are", "them")
    return EMPTY.found(
        f"scope {selection.scope} selects no variable: {listed(names)} {are} not trainable",
        scopes=[selection.scope],
        roles=roles(("selected here", site)),
        why=f"{only}, and so is what zip makes of it at {zipped}." if zipped else f"{only}.",
        fixes=[Fix(f"to have {them}, select from the global variables:",
                   lines or (f'tf.global_variables("{selection.scope}")',))],
        severity="warning" if zipped else "info",  # frozen variables may well be left out
    )  # fmt: skip


def _zipped(facts: Facts, site: Site, found: Statement) -> str:
    """The line of a zip that the list of a statement goes into, so that it makes nothing; empty where there is none."""
    node = found.node
    lists = {ast.unparse(node.value)} if isinstance(node, ast.Assign) else set()
    lists |= {ast.unparse(target) for target in node.targets} if isinstance(node, ast.Assign) else set()
    for one in facts.sources.beside(site, "zip"):
        for call in all_calls_of(one):
            if name_of(call.func) == "zip" and any(ast.unparse(given) in lists for given in call.args):
                return one.place
    return ""


def _global(found: Statement) -> Iterator[Edit]:
    """What has a statement select from the global variables in place of those that are trainable."""
    for call in calls_of(found, "get_collection", "trainable_variables"):
        for node in ast.walk(call):
            if isinstance(node, ast.Attribute) and node.attr in _IN_GLOBAL:
                yield Edit(node, f"{ast.unparse(node.value)}.{_IN_GLOBAL[node.attr]}")


def _begins(ordered: Sequence[str], text: str) -> bool:
    """Whether one of some names, in their order, begins with a text."""
    place = bisect_left(ordered, text)
    return place < len(ordered) and ordered[place].startswith(text)


def _why(facts: Facts, selection: Selection) -> str:
    if _is_name_scope(facts, selection):
        return f"{selection.scope.strip('/')} is a name scope: ops are in it, and no variable has its name from it."
    return (
        "A scope is taken for the beginning of a full name, and no name begins so. The list is empty, and what trains, "
        "saves or copies its variables does nothing."
    )


def _is_name_scope(facts: Facts, selection: Selection) -> bool:
    inside = f"{selection.scope.strip('/')}/"
    return any(name.startswith(inside) for name in facts.recording.ops_of(selection.graph).names)


def _ways(facts: Facts, selection: Selection, names: Sequence[str]) -> Iterator[Fix]:
    scope = selection.scope
    meant = scopes_meant(scope, names)
    found = written(facts, selection.stack, scope)
    for name in meant:
        text = f"{name}/" if scope.endswith("/") else name
        lines = found.with_another(text) if found else (f'tf.get_collection("{selection.collection}", scope="{text}")',)
        yield Fix(f"if {name} is meant:", lines)
    if not meant and _is_name_scope(facts, selection):
        head = f'with tf.variable_scope("{scope.strip("/")}"):'
        yield Fix("to have variables of that name, open a variable scope there, which is a name scope too:", (head,))
    elif not meant:
        tops = dict.fromkeys(name.partition("/")[0] for name in names if "/" in name)
        there = f"name a scope in which there are some: {listed(tops)}"
        yield Fix(f"{there}." if tops else "select without a scope: no variable is in one.")


def scopes_meant(scope: str, names: Sequence[str]) -> list[str]:
    """The scopes that may be meant by one that is not there, the likeliest first, at most two.

    Args:
        scope: as it was asked for.
        names: the full names of the variables that there are.
    """
    return (_deeper(scope, names) or _alike(scope, names))[:2]


def _deeper(scope: str, names: Sequence[str]) -> list[str]:
    """The scopes of this name that are in others."""
    inner = f"/{scope.strip('/')}/"
    return list(dict.fromkeys(name[: name.index(inner) + len(inner) - 1] for name in names if inner in name))


def _alike(scope: str, names: Sequence[str]) -> list[str]:
    """The scopes whose names are like this one, the nearest first."""
    scopes = dict.fromkeys(around for name in names[:_MOST_NAMES] for around in scopes_around(name) if around)
    return difflib.get_close_matches(scope.strip("/"), scopes, n=2)


PREFIX = Rule(
    code="SI205",
    name="scope-prefix-collision",
    severity="warning",
    summary="tower1 also selects tower10/… in get_collection(scope=…)",
    what="""
        Scopes of which one's name begins with another's, `tower1` and `tower10`, where variables are selected by the
        shorter name. A note where nobody has done that, or where the longer names are those that TensorFlow makes of
        the shorter one (`tower_1`), so that all of them may be meant.
        """,
    bad_because="""
        `tf.get_collection(key, scope="tower1")`, and `tf.trainable_variables("tower1")`, give the variables of
        both: an optimizer then trains what it should not.
        """,
    instead="""
        `scope="tower1/"`.
        """,
    bad="""
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [4])
        with tf.variable_scope("network"):
            w = tf.get_variable("w", [4])
        loss = tf.add_n([tf.nn.l2_loss(one) for one in tf.trainable_variables("net")])
        """,
    good="""
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [4])
        with tf.variable_scope("network"):
            w = tf.get_variable("w", [4])
        loss = tf.add_n([tf.nn.l2_loss(one) for one in tf.trainable_variables("net/")])
        """,
    find=_colliding,
)

EMPTY = Rule(
    code="SI207",
    name="selection-is-empty",
    severity="warning",
    summary="a scope selects no variable in get_collection or trainable_variables",
    what="""
        Variables that are taken from a collection by a scope, as by `tf.trainable_variables("scope")` or
        `tf.get_collection(key, scope="scope")`, where the collection has some and no name begins with that scope. Also
        where all that do are not trainable, and the selection is of trainable ones: a note, as that may be meant, and a
        warning where the list goes into a zip.
        """,
    bad_because="""
        The list is empty, and nobody says so: an optimizer trains nothing of the network or refuses its `var_list`, a
        target network is never updated, a saver leaves out what it was made for.
        """,
    instead="""
        The scope's full name, from the root on, as `scopeinspect run` shows it.
        """,
    bad="""
        with tf.variable_scope("agent"):
            with tf.variable_scope("target"):
                w = tf.get_variable("w", [4])
        updates = [tf.assign(one, one * 0.5) for one in tf.trainable_variables("target/")]
        """,
    good="""
        with tf.variable_scope("agent"):
            with tf.variable_scope("target"):
                w = tf.get_variable("w", [4])
        updates = [tf.assign(one, one * 0.5) for one in tf.trainable_variables("agent/target/")]
        """,
    find=_empty,
)
