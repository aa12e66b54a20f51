"""Variables that are selected by a scope: SI205 and SI207."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

from scopeinspect.model import Selection, Site
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.rules.written import written
from scopeinspect.scope_names import scopes_around
from scopeinspect.words import listed

_PLAIN = re.compile(r"[\w./\-]+")
"""A scope that is no regular expression: one out of a file is not to be run."""
_MOST_NAMES = 5000

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
    meant = _deeper(scope, names) or _alike(scope, names)
    found = written(facts, selection.stack, scope)
    for name in meant[:2]:
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
        `tf.get_collection(key, scope="scope")`, where the collection has some and no name begins with that scope.
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
