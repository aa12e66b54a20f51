"""What can differ between two trees of variables, and what that means to an old checkpoint."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from scopeinspect.model import Site

ChangeKind = Literal[
    "scope-moved",
    "variable-renamed",
    "variable-removed",
    "checkpoint-key-unused",
    "variable-added",
    "variable-shape-changed",
    "variable-dtype-changed",
    "kind-changed",
    "trainable-changed",
    "initializer-changed",
    "collections-changed",
]

CODES: dict[ChangeKind, str] = {
    "scope-moved": "SI402",
    "variable-renamed": "SI402",
    "variable-removed": "SI401",
    "checkpoint-key-unused": "SI407",
    "variable-added": "SI405",
    "variable-shape-changed": "SI403",
    "variable-dtype-changed": "SI404",
    "kind-changed": "SI406",
    "trainable-changed": "SI406",
    "initializer-changed": "SI406",
    "collections-changed": "SI406",
}
"""The code of each kind, in the order in which changes are told."""

Verdict = Literal["same", "restores", "needs-map", "breaks"]


class Change(msgspec.Struct, frozen=True):
    """One item of a diff."""

    kind: ChangeKind
    old: str | None
    """The old name; of a scope, with a slash at the end (`/` for the root). None for what is new."""
    new: str | None
    detail: str = ""
    """What it was and is, or what it is like: one phrase."""
    is_certain: bool = True
    """False for a rename that is only probable."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Of a rename, the old and the new name of every variable that it covers, slots included."""
    followers: tuple[str, ...] = ()
    """Of a variable added or removed, its slots and moving averages."""
    matters: bool = True
    """Whether it matters to an old checkpoint."""
    site: Site | None = None
    """Where the new variable is made, or the new scope first entered; of what is gone, where the old one was."""

    @property
    def code(self) -> str:
        """The code of its rule."""
        return CODES[self.kind]

    @property
    def name(self) -> str:
        """What it is about, by its new name where it has one."""
        return self.new if self.new is not None else str(self.old)


def alike(changes: Iterable[Change]) -> list[list[Change]]:
    """Gathers changes that are told as one, each group in its order.

    Variables that stay are, where they have changed from the same to the same. What is renamed, added or removed is,
    where its names are the same but for numbers, as in the layers of a stack.
    """
    groups: dict[object, list[Change]] = {}
    for change in changes:
        groups.setdefault((change.kind, change.detail, *_likeness(change)), []).append(change)
    return list(groups.values())


def _likeness(change: Change) -> tuple[object, ...]:
    if change.old is not None and change.new is not None and change.code != "SI402":
        return ()
    return (change.is_certain, len(change.followers), change.site, *_without_numbers(change.old, change.new))


def _without_numbers(old: str | None, new: str | None) -> Iterator[str | None]:
    """Both names without the numbers that they have in common: where a name changes, its numbers do matter."""
    names = [name for name in (old, new) if name is not None]
    begin = os.path.commonprefix(names)  # noqa: RUF071 - it is by characters that names are compared
    common = begin.rstrip("0123456789") if len(names) > 1 else begin
    for name in (old, new):
        yield None if name is None else re.sub(r"\d+", "0", common) + name[len(common) :]
