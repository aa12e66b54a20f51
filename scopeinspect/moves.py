"""Pairs of old and new names, told as few changes: a scope that moved as a whole is one."""

from __future__ import annotations

import os.path
from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from scopeinspect.renames import split_common_tail
from scopeinspect.renumbering import Pair
from scopeinspect.scope_names import joined, scopes_around


class Move(msgspec.Struct, frozen=True):
    """A scope with all that is left of it, or a single variable with its slots."""

    old: str
    new: str
    is_scope: bool
    pairs: tuple[Pair, ...]


def moves(pairs: Iterable[Pair], kept: Iterable[str], followers: Mapping[str, str]) -> list[Move]:
    """Gathers the pairs of each scope that moved.

    Args:
        pairs: old and new names, which differ.
        kept: names that both sides have.
        followers: slots and moving averages among the old names, with the name of the variable that each follows.
    """
    pairs = list(pairs)
    whole = _Wholes(pairs, kept)
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    leaders = [pair for pair in pairs if pair.old not in followers]
    by_leader: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_leader[followers.get(pair.old, pair.old)].append(pair)
    for pair in leaders:
        groups[whole.scope_of(pair)].append(pair)
    return [
        Move(*scope, is_scope=len(group) > 1, pairs=tuple(one for pair in group for one in by_leader[pair.old]))
        if len(group) > 1
        else Move(group[0].old, group[0].new, is_scope=False, pairs=tuple(by_leader[group[0].old]))
        for scope, group in groups.items()
    ]


class _Wholes:
    """Knows of each old scope whether all that is left of it went below one new scope."""

    def __init__(self, pairs: list[Pair], kept: Iterable[str]) -> None:
        self._common: dict[str, str] = {}
        self._has_kept: set[str] = set()
        for name in kept:
            self._has_kept.update(scopes_around(name))
        for pair in pairs:
            for scope in scopes_around(pair.old):
                common = self._common.setdefault(scope, pair.new + "/")
                # Character by character, as is wanted: asked for is only whether it begins with a whole scope.
                self._common[scope] = os.path.commonprefix((common, pair.new + "/"))  # noqa: RUF071

    def scope_of(self, pair: Pair) -> tuple[str, str]:
        """The outermost old scope that has moved whole and took this pair along, and where it is now."""
        old, new = split_common_tail(pair.old, pair.new)
        for part in [*pair.old[len(old) :].lstrip("/").split("/"), ""]:
            if self._is_whole(old, new):
                break
            old, new = joined(old, part), joined(new, part)
        return old, new

    def _is_whole(self, old: str, new: str) -> bool:
        if old in self._has_kept:
            return False
        return not new or self._common.get(old, "").startswith(new + "/")
