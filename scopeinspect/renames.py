"""Which new variable an old one has become, where the names differ.

Time grows with the number of names that differ and with their depth, never with old times new: each step looks
names up in a dictionary by something that a rename leaves as it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

import msgspec

from scopeinspect.renumbering import NUMBER, Fits, Pair, natural, shifted
from scopeinspect.scope_names import DEEPEST, joined, scopes_around
from scopeinspect.variable_tree import TreeVariable

_MOST_ROUNDS = 12
_MOST_ALIKE = 24
"""Variables that are alike, on either side, of which it is still worth guessing which is which."""
_NEAR = 0.5


class _Look(msgspec.Struct, frozen=True):
    """What can be told of a variable without its name. Equal numbers stand for equal looks."""

    name: str
    loose: int
    """Its shape and type."""
    strict: int
    """These and its initializer."""
    is_scalar: bool


Key = Callable[[_Look], Hashable]
"""What a rename may have left as it is; None where a variable has no such thing."""


def renamed(old: Sequence[TreeVariable], new: Sequence[TreeVariable], fits: Fits) -> list[Pair]:
    """Pairs variables whose names differ.

    Args:
        old: all variables of the old side, in an order that means the same on both sides.
        new: those of the new side. Variables of the same name are the same, unless TensorFlow has numbered them and
            their numbers have shifted.
        fits: whether the value of an old variable fits a new one.
    """
    matching = _Matching(old, new, shifted(old, new, fits))
    for _ in range(_MOST_ROUNDS):
        progress = (matching.by_tail(), matching.by_moves(), matching.by_sibling(), matching.by_number())
        guesses = (matching.by_last_level, matching.by_order, matching.by_likeness, matching.by_position)
        # Each is made only once all that is certain has been found, and what follows from the guess before.
        if not any(progress) and not any(guess() for guess in guesses):
            break
    matching.by_elimination()
    return matching.result()


def split_common_tail(old: str, new: str) -> tuple[str, str]:
    """What is left of two names without the levels that they have in common at the end.

    `enc/conv/w` and `encoder/conv/w` leave `enc` and `encoder`.
    """
    old_parts, new_parts = old.split("/"), new.split("/")
    while old_parts and new_parts and old_parts[-1] == new_parts[-1]:
        old_parts.pop()
        new_parts.pop()
    return "/".join(old_parts), "/".join(new_parts)


class _Matching:
    """Old and new variables that have no partner yet, and the pairs that were found."""

    def __init__(self, old: Sequence[TreeVariable], new: Sequence[TreeVariable], shifted: Sequence[Pair]) -> None:
        self._old_order, self._new_order = [one.name for one in old], [one.name for one in new]
        self._pairs = {pair.old: (pair.new, pair.is_certain) for pair in shifted}
        gone, come = set(self._pairs), {pair.new for pair in shifted}
        self._same = (set(self._old_order) & set(self._new_order)) - gone - come
        numbers = _Numbers([one for one in (*old, *new) if one.name not in self._same])
        gone |= self._same
        come |= self._same
        self._old = {one.name: numbers.look(one) for one in old if one.name not in gone}
        self._new = {one.name: numbers.look(one) for one in new if one.name not in come}
        self._by_last_level: list[str] = []

    def result(self) -> list[Pair]:
        """The pairs, in the order in which they were found."""
        # A scope's only variable went elsewhere, or the scope was renamed: certain if nothing else of it is left over.
        left = {scope for name in (*self._old, *self._new) for scope in scopes_around(name) if scope}
        for name in self._by_last_level:
            there, _ = self._pairs[name]
            self._pairs[name] = there, not ({name.rpartition("/")[0], there.rpartition("/")[0]} & left)
        return [Pair(old, *found) for old, found in self._pairs.items()]

    def by_tail(self) -> bool:
        """Pairs what ends in the same levels, two or more, and has no rival."""
        found = False
        deepest = max((name.count("/") + 1 for name in (*self._old, *self._new)), default=0)
        for levels in range(min(deepest, DEEPEST), 1, -1):
            found |= self._pair_unique(_tail(levels, strict=True), is_certain=True)
            found |= self._pair_unique(_tail(levels, strict=False), is_certain=True)
        return found

    def by_moves(self) -> bool:
        """Pairs what lies below a scope that is known to have moved, be its shape another now."""
        moves = self._moves()
        before = len(self._pairs)
        for name in list(self._old):
            for scope in scopes_around(name):
                if scope in moves:
                    there = joined(moves[scope][0], name[len(scope) :].removeprefix("/"))
                    if there in self._new:
                        self._pair(name, there, is_certain=moves[scope][1])
                        break
        return len(self._pairs) > before

    def by_sibling(self) -> bool:
        """Pairs what lies in the same scope, or in one that moved with it, and is the only one of its look there."""
        moves = self._moves()

        def moved(look: _Look) -> Hashable:
            parent = look.name.rpartition("/")[0]
            for scope in (parent, *scopes_around(parent)):
                if scope in moves:
                    return joined(moves[scope][0], parent[len(scope) :].removeprefix("/")), look.strict
            return parent, look.strict

        return self._pair_unique(moved, lambda look: (look.name.rpartition("/")[0], look.strict), is_certain=True)

    def by_number(self) -> bool:
        """Pairs what differs by a number that TensorFlow has appended: `dense_3/kernel` and `dense/kernel`."""
        return self._pair_unique(lambda look: (NUMBER.sub("", look.name), look.loose), is_certain=True)

    def by_last_level(self) -> bool:
        """Pairs what has the last level in common, starts from the same and has no rival."""
        before = len(self._pairs)
        found = self._pair_unique(_tail(1, strict=True), is_certain=True)
        self._by_last_level += list(self._pairs)[before:]
        return found

    def by_order(self) -> bool:
        """Pairs what ends in the same levels and has rivals, as many on either side, one after the other."""
        deepest = max((name.count("/") + 1 for name in (*self._old, *self._new)), default=0)
        for levels in range(min(deepest, DEEPEST), 0, -1):
            key = _tail(levels, strict=True)
            old, new = _grouped(self._old, key), _grouped(self._new, key)
            found = False
            for group, ones in old.items():
                others = new.get(group, [])
                if len(ones) == len(others):
                    for one, other in zip(sorted(ones, key=natural), sorted(others, key=natural), strict=True):
                        self._pair(one, other, is_certain=False)
                        found = True
            if found:
                return True
        return False

    def by_position(self) -> bool:
        """Pairs what follows, or precedes, the same variable, and starts from the same."""
        before = len(self._pairs)
        for direction in (1, -1):
            old, new = self._old_order[::direction], self._new_order[::direction]
            follower = dict(zip(["", *old], old, strict=False))
            origin = {there: name for name, (there, _) in self._pairs.items()} | {name: name for name in self._same}
            origin[""] = ""
            previous = ""
            for name in new:
                candidate = self._old.get(follower.get(origin.get(previous, name), ""))
                if candidate and name in self._new and candidate.strict == self._new[name].strict:
                    self._pair(candidate.name, name, is_certain=False)
                    origin[name] = candidate.name
                previous = name
        return len(self._pairs) > before

    def by_likeness(self) -> bool:
        """Pairs what has the same look and a name of much the same words."""
        before = len(self._pairs)
        old, new = _grouped(self._old, lambda look: look.strict), _grouped(self._new, lambda look: look.strict)
        for key, ones in old.items():
            others = new.get(key, [])
            if max(len(ones), len(others)) <= _MOST_ALIKE:
                for likeness, one, other in sorted(_likenesses(ones, others), reverse=True):
                    if likeness >= _NEAR and one in self._old and other in self._new:
                        self._pair(one, other, is_certain=False)
        return len(self._pairs) > before

    def by_elimination(self) -> None:
        """Pairs what nothing else has the look of. Every model has scalars, so those are left alone."""
        self._pair_unique(lambda look: None if look.is_scalar else look.strict, is_certain=False)

    def _pair_unique(self, old_key: Key, new_key: Key | None = None, *, is_certain: bool) -> bool:
        old, new = _grouped(self._old, old_key), _grouped(self._new, new_key or old_key)
        before = len(self._pairs)
        for key, ones in old.items():
            others = new.get(key, [])
            if len(ones) == len(others) == 1:
                self._pair(ones[0], others[0], is_certain=is_certain)
        return len(self._pairs) > before

    def _pair(self, old: str, new: str, *, is_certain: bool) -> None:
        del self._old[old]
        del self._new[new]
        self._pairs[old] = (new, is_certain)

    def _moves(self) -> dict[str, tuple[str, bool]]:
        """The scopes that were seen to move, with where most of them went, and whether that is certain."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        certain: set[tuple[str, str]] = set()
        for old, (new, is_certain) in self._pairs.items():
            scope, there = split_common_tail(old, new)
            votes[scope][there] += 1
            if is_certain:
                certain.add((scope, there))
        best = {scope: counted.most_common(1)[0][0] for scope, counted in votes.items()}
        return {scope: (there, (scope, there) in certain) for scope, there in best.items()}


class _Numbers:
    """Gives equal looks equal numbers.

    Args:
        variables: all that will be looked at.
    """

    def __init__(self, variables: Sequence[TreeVariable]) -> None:
        self._numbers: dict[Hashable, int] = {}
        # A checkpoint knows of no initializers: then nobody's can be compared.
        self._knows_start = all(one.initializer is not None for one in variables)

    def look(self, one: TreeVariable) -> _Look:
        loose = (None if one.shape is None else tuple(one.shape), one.dtype, one.kind)
        strict = (loose, one.initializer if self._knows_start else None)
        return _Look(one.name, self._number(loose), self._number(strict), is_scalar=not one.shape)

    def _number(self, look: Hashable) -> int:
        return self._numbers.setdefault(look, len(self._numbers))


def _tail(levels: int, *, strict: bool) -> Key:
    def key(look: _Look) -> Hashable:
        tail = look.name.rsplit("/", levels)[-levels:]
        return (*tail, look.strict if strict else look.loose) if len(tail) == levels else None

    return key


def _grouped(looks: dict[str, _Look], key: Key) -> dict[Hashable, list[str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for name, look in looks.items():
        group = key(look)
        if group is not None:
            groups[group].append(name)
    return groups


def _likenesses(ones: Sequence[str], others: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    """For each two, the share of the words of their names that both have."""
    words = {name: set(re.split(r"[/_]", name)) for name in (*ones, *others)}
    for one in ones:
        for other in others:
            mine, its = words[one], words[other]
            yield len(mine & its) / len(mine | its), one, other
