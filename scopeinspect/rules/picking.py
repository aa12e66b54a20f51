"""Variables that a comprehension picks by their names, where none has such a name and TensorFlow refuses the list."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Sequence

import msgspec

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import COMPREHENSIONS, Edit, at_line, edited, in_double_quotes, name_of, nodes_of
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.rules.selections import REFUSED, scopes_meant
from scopeinspect.scope_names import scopes_around
from scopeinspect.sources import Statement
from scopeinspect.words import listed

_MOST = 3


class _Pick(msgspec.Struct, frozen=True):
    """A condition on the name of a variable."""

    statement: Statement
    text: ast.Constant
    is_beginning: bool
    """Whether names are to begin with it; else to have it in them."""

    def takes(self, name: str) -> bool:
        """Whether it holds for a variable, whose full name ends in `:0`."""
        text = str(self.text.value)
        return name.startswith(text) if self.is_beginning else text in name

    def meant(self, names: Sequence[str]) -> list[str]:
        """What it may have been meant to be, the likeliest first."""
        text = str(self.text.value)
        if self.is_beginning:
            first, *others = scopes_meant(text, names) or [""]
            return [one for one in (first, *others) if one and not one.startswith(f"{first}/")]
        parts = {part for name in names for scope in scopes_around(name) for part in scope.split("/") if part}
        return difflib.get_close_matches(text.strip("/"), sorted(parts), n=2)


def pick_mended(facts: Facts, message: str, site: Site | None) -> Iterator[Fix]:
    """The comprehension that finds none, with a name that is there.

    Args:
        facts: what is known.
        message: of the error that ended the script.
        site: where it was raised.
    """
    names = [f"{one.name}:0" for one in facts.recording.variables.values()]
    if site is None or not names or not REFUSED.search(message):
        return
    picks = [one for found in facts.sources.beside(site, ".name") for one in _picks(found)]
    for pick in [one for one in picks if not any(map(one.takes, names))][:_MOST]:
        text = str(pick.text.value)
        how = "begins with" if pick.is_beginning else "contains"
        asks = f'no variable\'s name {how} "{text}", as {pick.statement.place} asks'
        meant = pick.meant(names)
        for name in meant:
            whole = f"{name}/" if text.endswith("/") else name
            lines = edited(pick.statement, [Edit(pick.text, in_double_quotes(repr(whole)))])
            yield Fix(f"{asks}; if {name} is meant:", at_line(lines, pick.statement.place))
        if not meant:
            tops = dict.fromkeys(name.partition("/")[0].removesuffix(":0") for name in names)
            yield Fix(f"{asks}; there are: {listed(tops)}.")


def _picks(found: Statement) -> Iterator[_Pick]:
    """The conditions on names in the comprehensions of a statement, each the only one of its comprehension."""
    for node in nodes_of(found):
        generators = node.generators if isinstance(node, COMPREHENSIONS) else []
        conditions = [one for generator in generators for one in generator.ifs]
        if len(conditions) == 1:
            yield from _pick(found, conditions[0])


def _pick(found: Statement, condition: ast.expr) -> Iterator[_Pick]:
    if isinstance(condition, ast.Call) and isinstance(condition.func, ast.Attribute) and len(condition.args) == 1:
        name, text, is_beginning = condition.func.value, condition.args[0], True
        is_one = condition.func.attr == "startswith"
    elif isinstance(condition, ast.Compare) and len(condition.ops) == 1:
        name, text, is_beginning = condition.comparators[0], condition.left, False
        is_one = isinstance(condition.ops[0], ast.In)
    else:
        return
    if is_one and name_of(name) == "name" and isinstance(text, ast.Constant) and isinstance(text.value, str):
        yield _Pick(found, text, is_beginning)
