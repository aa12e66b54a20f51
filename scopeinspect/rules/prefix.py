"""A scope that selects those of another as well, whose name begins as its own: SI205."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

from scopeinspect.model import Selection
from scopeinspect.rules.advice.written import written
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.rules.selections import members
from scopeinspect.scope_names import scopes_around
from scopeinspect.words import listed


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
    own = (name for name in members(facts, selection) if f"{name}/".startswith(f"{selection.scope}/"))
    return selection.found > sum(1 for _ in own)


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
