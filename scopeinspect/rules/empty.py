"""A scope that selects no variable, whether or not what gets the empty list refuses it: SI207."""

from __future__ import annotations

import ast
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

import msgspec
from msgspec.structs import replace

from scopeinspect.model import Selection, Site, Variable
from scopeinspect.rules.advice.code import Edit, all_calls_of, at_line, calls_of, edited, name_of, nodes_of
from scopeinspect.rules.advice.written import written
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import raised_in
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.rules.selections import PLAIN, REFUSED, TRAINABLE, members, scopes_meant
from scopeinspect.sources import Statement
from scopeinspect.words import listed

_IN_GLOBAL = {"TRAINABLE_VARIABLES": "GLOBAL_VARIABLES", "trainable_variables": "global_variables"}
_MOST = 6
"""Scopes of one place that are told each by itself."""
_NAMED = (ast.Name, ast.Attribute)
_IN_SILENCE = ", and what trains, saves or copies its variables does nothing."
"""What follows from a list that nobody refuses."""


class _Empty(msgspec.Struct, frozen=True):
    """A selection that found nothing, and what is to be said of it."""

    selection: Selection
    diagnostic: Diagnostic

    @property
    def site(self) -> Site | None:
        """Where it was made."""
        return self.diagnostic.roles[0].site if self.diagnostic.roles else None


def _found(facts: Facts) -> Iterator[Diagnostic]:
    empty = list(_empty(facts))
    failures = [one for raised, stack in raised_in(facts.recording) for one in _failed_by(facts, empty, raised, stack)]
    yield from failures
    told = {role.site for failure in failures for role in failure.roles[:1]}
    yield from (one.diagnostic for one in empty if one.site not in told)


def failed_by_empty(facts: Facts, raised: str, stack: Sequence[int]) -> Iterator[Diagnostic]:
    """The selection that found nothing, where it was for that that an optimizer or a saver raised.

    Args:
        facts: what is known.
        raised: the exception, its type first.
        stack: where it was raised.
    """
    return _failed_by(facts, _empty(facts), raised, stack)


def _failed_by(facts: Facts, empty: Iterable[_Empty], raised: str, stack: Sequence[int]) -> Iterator[Diagnostic]:
    """The first of some selections for which that was raised; none where it is no refusal of an empty list."""
    if not REFUSED.search(raised):
        return
    taken = (one for one in empty if any(_goes_into(facts, one, at) for at in facts.recording.stack(stack)))
    for one in islice(taken, 1):
        what = raised.partition("\n")[0].rstrip(".")
        yield replace(
            one.diagnostic,
            severity="error",
            message=f"{one.diagnostic.message}: {what}",
            why=f"{one.diagnostic.why.removesuffix(_IN_SILENCE).rstrip('.')}.",
            roles=roles(
                *((role.text, role.site) for role in one.diagnostic.roles),
                ("the empty list is refused here", facts.site(stack)),
            ),
        )


def _goes_into(facts: Facts, empty: _Empty, site: Site) -> bool:
    """Whether the list of a selection is made in the statement of a site, or assigned to a name that stands there."""
    found = facts.sources.statement(site)
    if found is None:
        return False
    made = [one for one in map(facts.sources.statement, facts.recording.stack(empty.selection.stack)) if one]
    if any(one.file == found.file and one.first == found.first for one in made):
        return True
    # By the last part alone: what is self.variables where it is made is agent.variables where it is used.
    names = {name_of(node) for node in nodes_of(found) if isinstance(node, _NAMED)}
    targets = (node for one in made for target in _targets(one) for node in ast.walk(target))
    stored = (node for node in targets if isinstance(node, _NAMED) and isinstance(node.ctx, ast.Store))
    return any(name_of(node) in names for node in stored)


def _targets(found: Statement) -> Sequence[ast.expr]:
    """What a statement assigns to."""
    node = found.node
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        return [node.target]
    return node.targets if isinstance(node, ast.Assign) else []


def _empty(facts: Facts) -> Iterator[_Empty]:
    names: dict[int, list[str]] = defaultdict(list)
    for variable in facts.recording.variables.values():
        names[variable.graph].append(f"{variable.name}:0")
    ordered = {graph: sorted(every) for graph, every in names.items()}
    asked: dict[tuple[int, Site | None], dict[str, Selection]] = defaultdict(dict)
    for selection in facts.recording.selections:
        # What is there in the end was not there yet, or is in another collection: either may well be meant.
        if PLAIN.fullmatch(selection.scope) and not _begins(ordered.get(selection.graph, []), selection.scope):
            asked[selection.graph, facts.site(selection.stack)].setdefault(selection.scope, selection)
    for by_scope in asked.values():
        first = next(iter(by_scope.values()))
        if there := members(facts, first):
            are_many = len(by_scope) > 1
            yield _Empty(first, EMPTY.found(
                f"{'scopes' if are_many else 'scope'} {listed(by_scope)} {'select' if are_many else 'selects'} no "
                f"variable, out of {len(there):,} in {first.collection}",
                scopes=by_scope,
                roles=roles(*(("selected here", _asked_at(facts, one)) for one in islice(by_scope.values(), _MOST))),
                why=_why(facts, first),
                fixes=_together(facts, by_scope.values(), there) or _ways(facts, first, there),
            ))  # fmt: skip
    yield from _untrainable(facts)


def _untrainable(facts: Facts) -> Iterator[_Empty]:
    """Selections out of the trainable variables, where all that the scope had by then are not trainable."""
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)  # in the order of names
    told = set[tuple[int, str, Site | None]]()
    for event in facts.recording.events:
        if isinstance(event, Variable):
            insort(made[event.graph], (f"{event.name}:0", event.id))
        if not isinstance(event, Selection) or event.found or event.collection != TRAINABLE:
            continue
        key = (event.graph, event.scope, facts.site(event.stack))
        if not PLAIN.fullmatch(event.scope) or key in told:
            continue
        told.add(key)
        inside = [facts.recording.variables[number] for number in _beginning(made[event.graph], event.scope)]
        if inside and not any(one.trainable for one in inside):
            yield _Empty(event, _frozen(facts, event, [one.name for one in inside]))


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
    assigned = [found.node.value] if isinstance(found.node, ast.Assign) else []
    lists = {ast.unparse(node) for node in (*assigned, *_targets(found))}
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
    return f"A scope is taken for the beginning of a full name, and no name begins so: the list is empty{_IN_SILENCE}"


def _is_name_scope(facts: Facts, selection: Selection) -> bool:
    inside = f"{selection.scope.strip('/')}/"
    return any(name.startswith(inside) for name in facts.recording.ops_of(selection.graph).names)


def _asked_at(facts: Facts, selection: Selection) -> Site | None:
    """Where the text of its scope stands, which a function of the author's may have been given."""
    found = written(facts, selection.stack, selection.scope)
    return found.site if found else facts.site(selection.stack)


def _together(facts: Facts, selections: Iterable[Selection], names: Sequence[str]) -> list[Fix]:
    """The likeliest of each of several scopes, in one; none where there is one, or one has none."""
    first = list(islice(selections, _MOST))
    likeliest = [scopes_meant(selection.scope, names)[:1] for selection in first]
    if len(first) == 1 or not all(likeliest):
        return []
    meant = [name for (name,) in likeliest]
    lines = [_meaning(facts, selection, name) for selection, name in zip(first, meant, strict=True)]
    return [Fix(f"if {listed(meant)} are meant:", tuple(dict.fromkeys(line for each in lines for line in each)))]


def _ways(facts: Facts, selection: Selection, names: Sequence[str]) -> Iterator[Fix]:
    meant = scopes_meant(selection.scope, names)
    for name in meant:
        yield Fix(f"if {name} is meant:", _meaning(facts, selection, name))
    if not meant and _is_name_scope(facts, selection):
        head = f'with tf.variable_scope("{selection.scope.strip("/")}"):'
        yield Fix("to have variables of that name, open a variable scope there, which is a name scope too:", (head,))
    elif not meant:
        tops = dict.fromkeys(name.partition("/")[0] for name in names if "/" in name)
        there = f"name a scope in which there are some: {listed(tops)}"
        yield Fix(f"{there}." if tops else "select without a scope: no variable is in one.")


def _meaning(facts: Facts, selection: Selection, name: str) -> tuple[str, ...]:
    """The statement of a selection with another scope, as it is to be typed."""
    text = f"{name}/" if selection.scope.endswith("/") else name
    found = written(facts, selection.stack, selection.scope)
    return found.with_another(text) if found else (f'tf.get_collection("{selection.collection}", scope="{text}")',)


EMPTY = Rule(
    code="SI207",
    name="selection-is-empty",
    severity="warning",
    summary="a scope selects no variable in get_collection or trainable_variables",
    what="""
        Variables that are taken from a collection by a scope, as by `tf.trainable_variables("scope")` or
        `tf.get_collection(key, scope="scope")`, where the collection has some and no name begins with that scope. Also
        where all that do are not trainable, and the selection is of trainable ones: a note, as that may be meant, and a
        warning where the list goes into a zip. An error where an optimizer or a saver refuses the list, so that the
        script ends by it.
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
    find=_found,
)
