"""Names of scopes: those around a name, and names put together."""

from __future__ import annotations

from collections.abc import Iterator

DEEPEST = 40
"""Levels of scopes that are looked at: a name may be of any depth."""


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
