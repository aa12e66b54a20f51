"""Variables that somebody selected by a scope, which several rules ask for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from scopeinspect.model import Selection, Site
from scopeinspect.rules.facts import Facts
from scopeinspect.scope_names import scopes_around
from scopeinspect.variables import WholeVariable

PLAIN = re.compile(r"[\w./\-]+")
"""A scope that is no regular expression: one out of a file is not to be run."""
REFUSED = re.compile(r"No variables (to (optimize|save)\b|provided\.)")
"""What an optimizer, and a saver, say of an empty list."""
TRAINABLE = "trainable_variables"
"""TensorFlow's name of the collection."""
_MOST_NAMES = 5000


def members(facts: Facts, selection: Selection) -> list[str]:
    """The full names of the variables in the collection that it selects from."""
    every = facts.recording.variables.values()
    return [one.name for one in every if one.graph == selection.graph and selection.collection in one.collections]


def selecting_trainable(facts: Facts, variables: Iterable[WholeVariable]) -> Site | None:
    """Where somebody selects one of some variables by a scope, out of those that are trainable."""
    names = [(variable.graph, f"{variable.name}:0") for variable in variables]
    selections = (
        one for one in facts.recording.selections if one.collection == TRAINABLE and PLAIN.fullmatch(one.scope)
    )
    for selection in selections:
        if any(graph == selection.graph and name.startswith(selection.scope) for graph, name in names):
            return facts.site(selection.stack)
    return None


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
