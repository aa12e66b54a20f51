"""Names of scopes: those around a name, and names put together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from scopeinspect.words import listed

DEEPEST = 40
"""Levels of scopes that are looked at: a name may be of any depth."""
_MOST_COMPARED = 5000
"""Names among which near ones are looked for."""


def scopes_around(name: str) -> Iterator[str]:
    """The scopes around a name, innermost first, the root (an empty name) last."""
    for _ in range(DEEPEST):
        name = name.rpartition("/")[0]
        if not name:
            break
        yield name
    yield ""


def joined(scope: str, below: str) -> str:
    """The name of what is called so below a scope; either may be empty."""
    return f"{scope}/{below}" if scope and below else scope or below


def below(name: str, lead: str, other: str) -> str:
    """The name of a slot once its variable is called otherwise: `scope/w/Adam` for `w` and `v` is `scope/v/Adam`.

    Args:
        name: of the slot.
        lead: its variable's.
        other: what that is called now.

    Returns:
        The name; empty where the slot is not named below its variable.
    """
    before, found, after = f"/{name}".partition(f"/{lead}/")
    return f"{before}/{other}/{after}"[1:] if found else ""


def not_there(patterns: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """A sentence for each pattern that no scope is called by, with the names that are like it.

    Args:
        patterns: such as `*/conv?`.
        known: the full names of scopes; those of the scopes around them count, too.
    """
    given = set(known)
    names = sorted(given.union(*map(scopes_around, given)) - {""})
    for pattern in patterns:
        if not any(is_called(name, pattern) for name in names):
            near = difflib.get_close_matches(pattern.strip("*/"), names[:_MOST_COMPARED], n=3, cutoff=0.5)
            hint = f"; near: {', '.join(near)}" if near else f"; there are {listed(names)}" if names else ""
            yield f"No scope is called {pattern}{hint}."


def is_called(name: str, pattern: str) -> bool:
    """Whether the full name of a scope matches a pattern; a slash at its end says no more than that it is a scope."""
    return fnmatchcase(name, pattern.rstrip("/"))
