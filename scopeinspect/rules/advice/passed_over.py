"""A variable that nothing uses, beside one of its kind that two lines use alike: the later of them may mean it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import Edit, all_calls_of, at_line, edited, name_of
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement
from scopeinspect.variables import WholeVariable

_NUMBER = re.compile(r"\d+")
_USES = 2
"""How often the other one is used, in place of once."""


def passed_over(facts: Facts, variable: WholeVariable) -> Iterator[Fix]:
    """The line that uses the one beside it for the second time, with this one; nothing where it is not clear.

    Args:
        facts: what is known.
        variable: that nothing uses.
    """
    site = facts.site(variable.stack)
    made = facts.sources.statement(site) if site else None
    name = _target(made)
    if site is None or made is None or not name or _readers(facts, site, name):
        return
    for other in facts.models:
        place = facts.site(other.stack) if _is_alike(variable, other) else None
        beside = facts.sources.statement(place) if place else None
        taken = _target(beside)
        if beside is None or beside.node not in made.block or not _names_are_alike(name, taken):
            continue
        readers = _readers(facts, site, taken)
        if len(readers) == _USES and _is_used_alike(readers, taken):
            later = readers[-1]
            edits = [Edit(node, name) for node in _reads(later, taken)]
            if lines := edited(later, edits):
                yield Fix(f"if {later.place}, which uses {taken} again, is to use {name}:", at_line(lines, later.place))
            return


def _target(found: Statement | None) -> str:
    """What a statement gives a variable to: `w2`, `self.w2`; empty for another statement."""
    node = found.node if found else None
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return ""
    target = node.targets[0]
    return ast.unparse(target) if isinstance(target, (ast.Name, ast.Attribute)) else ""


def _is_alike(one: WholeVariable, other: WholeVariable) -> bool:
    same = (one.graph, one.shape, one.dtype) == (other.graph, other.shape, other.dtype)
    return same and one.name != other.name and one.stack[:-1] == other.stack[:-1]


def _names_are_alike(name: str, other: str) -> bool:
    """Whether two names differ by a number alone, as those of layers do."""
    return name != other and _NUMBER.sub("", name) == _NUMBER.sub("", other)


def _readers(facts: Facts, site: Site, name: str) -> list[Statement]:
    """The statements of a site's file that read a name, in order."""
    found = [one for one in facts.sources.beside(site, name) if _reads(one, name)]
    return sorted(found, key=lambda one: one.first)


def _reads(found: Statement, name: str) -> list[ast.expr]:
    every = [node for node in ast.walk(found.node) if isinstance(node, (ast.Name, ast.Attribute))]
    return [node for node in every if isinstance(node.ctx, ast.Load) and ast.unparse(node) == name]


def _is_used_alike(readers: Sequence[Statement], name: str) -> bool:
    """Whether statements give it to functions of one name, at the same place."""
    ways = [set(_given_at(found, name)) for found in readers]
    return bool(set.intersection(*ways)) and all(len(_reads(found, name)) == 1 for found in readers)


def _given_at(found: Statement, name: str) -> Iterator[tuple[str, str]]:
    for call in all_calls_of(found):
        given = [*enumerate(call.args), *((word.arg, word.value) for word in call.keywords)]
        yield from ((name_of(call.func), str(place)) for place, value in given if ast.unparse(value) == name)
    for node in ast.walk(found.node):
        if isinstance(node, ast.BinOp) and ast.unparse(node.right) == name:
            yield type(node.op).__name__, "right"
