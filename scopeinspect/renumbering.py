"""Variables that TensorFlow has numbered, and whose numbers have shifted.

`Variable`, `Variable_1` and so on, or `dense_3/kernel`, are named by the order in which they are built: one more in
front, and every name that follows means another variable.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import msgspec

from scopeinspect.variable_tree import TreeVariable

NUMBER = re.compile(r"_\d+(?=/|$)")
"""What TensorFlow appends to a name that is taken."""

Fits = Callable[[TreeVariable, TreeVariable], bool]
"""Whether the value of an old variable fits a new one."""

_LARGEST = 400
"""Variables of one series that are lined up: more would take too long."""


class Pair(msgspec.Struct, frozen=True):
    """An old variable, and the new one that it has become."""

    old: str
    new: str
    is_certain: bool
    """Whether nothing else could be meant: there was one candidate, and the place or most of the name agrees."""


def natural(name: str) -> list[tuple[str, int]]:
    """Sorts `layer_2` before `layer_10`."""
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D*)(\d{0,18})", name)]


def shifted(old: Sequence[TreeVariable], new: Sequence[TreeVariable], fits: Fits) -> list[Pair]:
    """Pairs the variables of every series in which a number now means a variable that the old value doesn't fit."""
    news = {one.name: one for one in new}
    misfits = {_series(one) for one in old if one.name in news and not fits(one, news[one.name])}
    olds_in, news_in = _members(old, misfits), _members(new, misfits)
    return [pair for series in olds_in for pair in _lined_up(olds_in[series], news_in[series])]


def _series(variable: TreeVariable) -> str:
    return NUMBER.sub("", variable.name)


def _members(variables: Sequence[TreeVariable], wanted: set[str]) -> dict[str, list[TreeVariable]]:
    members: dict[str, list[TreeVariable]] = defaultdict(list)
    for variable in variables:
        if (series := _series(variable)) in wanted:
            members[series].append(variable)
    for ones in members.values():
        ones.sort(key=lambda one: natural(one.name))
    return members


def _lined_up(old: list[TreeVariable], new: list[TreeVariable]) -> Iterator[Pair]:
    """Pairs what has the same shape and type and comes in the same order; only names that differ are told."""
    if max(len(old), len(new)) > _LARGEST:
        return
    before, after = [_look(one) for one in old], [_look(one) for one in new]
    counts = Counter(before), Counter(after)
    for start, there, length in difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for place in range(length):
            one, other = old[start + place], new[there + place]
            look = before[start + place]
            if one.name != other.name:
                yield Pair(one.name, other.name, is_certain=counts[0][look] == counts[1][look] == 1)


def _look(variable: TreeVariable) -> tuple[object, ...]:
    return None if variable.shape is None else tuple(variable.shape), variable.dtype
