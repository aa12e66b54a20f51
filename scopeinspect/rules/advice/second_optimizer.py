"""A second optimizer, or moving average, of variables that have one: a name of its own, which its slots have, too."""

from __future__ import annotations

import ast
from itertools import count

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.code import all_calls_of, at_line, edited, name_of, one_more
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import MAKERS, maker_of_slot
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement

_MAKERS = ("Optimizer", "ExponentialMovingAverage")
"""How the names of what makes slots end."""


def named_anew(facts: Facts, request: Request, first: Site | None) -> Fix:
    """How to have slots beside those that are there.

    Args:
        facts: what is known.
        request: of the second optimizer, for a slot.
        first: where the first one made its own.
    """
    site = facts.site(request.stack)
    made = _made(facts, site) if site else None
    maker = maker_of_slot(facts, request)
    kept = "slots" if maker.makes == "its slots" else "shadow"
    if made is None or site == first:
        return Fix(f"make {maker.the} once: two of one name would keep what they add up in the same {kept}.")
    found, call = made
    name = _free_name(facts, request)
    edits = one_more(call, "name", f'"{name}"')
    code = at_line(edited(found, edits), found.place) if edits else ()
    both, have = ("train with", "have") if kept == "slots" else ("keep", "has")
    return Fix(f"to {both} both, give the second one a name of its own, which {maker.makes} {have}, too"
               f"{':' if code else '.'}", code)  # fmt: skip


def _made(facts: Facts, site: Site) -> tuple[Statement, ast.Call] | None:
    """The statement that makes the optimizer of a site, and its call; None where that is not the only one."""
    found = facts.sources.statement(site)
    if found is None:
        return None
    functions = [call.func for call in all_calls_of(found)]
    users = [one.value for one in functions if isinstance(one, ast.Attribute) and one.attr in MAKERS]
    names = {one.id for one in users if isinstance(one, ast.Name)}
    places = [found, *(one for name in sorted(names) for one in facts.sources.assignments(site.file, name))]
    makers = [(one, call) for one in places for call in all_calls_of(one) if name_of(call.func).endswith(_MAKERS)]
    return makers[0] if len(makers) == 1 else None


def _free_name(facts: Facts, request: Request) -> str:
    """A name like the slot's that no variable beside it has."""
    above, _, base = request.key.rstrip("/").rpartition("/")
    taken = {one.name for one in facts.recording.variables.values()}
    return next(f"{base}_{number}" for number in count(2) if f"{above}/{base}_{number}" not in taken)
