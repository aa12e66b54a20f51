"""A part of many targets, for one of several machines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

import msgspec

Item = TypeVar("Item")

_FORM = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


class Shard(msgspec.Struct, frozen=True):
    """Part `index` of `of` parts, counted from 1."""

    index: int
    of: int

    def part(self, items: Sequence[Item]) -> list[Item]:
        """Every `of`th item, so that neighbours, which tend to be alike, are spread."""
        return list(items[self.index - 1 :: self.of])


def shard_of(text: str) -> Shard | None:
    """The shard that `I/N` means; None where it means none."""
    match = _FORM.fullmatch(text)
    index, of = (int(number) for number in match.groups()) if match else (0, 0)
    return Shard(index, of) if 1 <= index <= of else None


def joined(parts: Sequence[Sequence[Item]]) -> list[Item]:
    """The items in their order, from what `Shard.part` gave of them for each shard in turn."""
    longest = max(map(len, parts), default=0)
    return [part[place] for place in range(longest) for part in parts if place < len(part)]
