"""What can differ between two trees of variables, and what that means to an old checkpoint."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Gathers changes of the same kind from the same to the same; each other one is by itself."""
    groups: dict[object, list[Change]] = {}
    for change in changes:
        is_common = change.old is not None and change.new is not None and change.code != "SI402"
        groups.setdefault((change.kind, change.detail) if is_common else id(change), []).append(change)
    return list(groups.values())
