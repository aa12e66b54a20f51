"""Two trees of variables side by side: rows of an old and a new variable, gathered by their scopes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import msgspec

from scopeinspect.changes import Change
from scopeinspect.diff import Diff
from scopeinspect.render.text import place_text, shape_text, visible
from scopeinspect.variable_tree import TreeVariable

_LONGEST = 1000
"""Characters of one name that a page shows."""

_Scopes = tuple[str | None, str | None]
"""The old and the new name of a scope; None where that side has no such scope."""

_TELLING = {"variable-shape-changed", "variable-dtype-changed"}
"""Changes that a row shows without being opened."""


class Fact(msgspec.Struct, frozen=True):
    """One property of a variable on both sides; empty where a side doesn't know it."""

    term: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether both sides know it, and otherwise."""
        return bool(self.old and self.new) and self.old != self.new


class Row(msgspec.Struct, frozen=True):
    """A variable of the old side, of the new side, or the one that is the other."""

    id: str
    old: TreeVariable | None
    new: TreeVariable | None
    changes: tuple[Change, ...] = ()
    """What has changed but its name."""
    is_certain: bool = True
    """False for a rename that is only probable."""

    @property
    def words(self) -> tuple[str, ...]:
        """What has become of it."""
        if self.new is None:
            return ("removed",)
        if self.old is None:
            return ("added",)
        renamed = ("renamed",) if self.old.name != self.new.name else ()
        return (*renamed, *(("changed",) if self.changes else ())) or ("unchanged",)

    @property
    def facts(self) -> list[Fact]:
        """Its properties, those that neither side knows left out."""
        old, new = (_properties(side) for side in (self.old, self.new))
        told = [Fact(term, old.get(term, ""), new.get(term, "")) for term in {**old, **new}]
        return [fact for fact in told if fact.old or fact.new]

    @property
    def looks_differ(self) -> bool:
        """Whether shape or type have changed."""
        return any(change.kind in _TELLING for change in self.changes)


class Group(msgspec.Struct, frozen=True):
    """The variables of one scope, which may be called otherwise on the new side."""

    old: str | None
    """None where the old side has no such scope."""
    new: str | None
    rows: list[Row]

    @property
    def counts(self) -> dict[str, int]:
        """How many of its variables are renamed, added and so on."""
        counts: dict[str, int] = defaultdict(int)
        for row in self.rows:
            for word in row.words:
                counts[word] += 1
        return dict(counts)

    @property
    def has_changed(self) -> bool:
        """Whether anything in it has."""
        return set(self.counts) != {"unchanged"}


def groups_of(diff: Diff) -> list[Group]:
    """Everything that was compared, in the order of the new side; what is gone stands after what was before it."""
    rows = list(_rows(diff))
    place = _places(rows)
    groups: dict[_Scopes, list[Row]] = defaultdict(list)
    for row in rows:
        groups[place(row)].append(row)
    followers: dict[_Scopes | None, list[_Scopes]] = defaultdict(list)
    here = None
    for row in _in_old_order(rows, diff):
        if all(one.new is None for one in groups[place(row)]):
            if place(row) not in followers[here]:
                followers[here].append(place(row))
        else:
            here = place(row)
    gone = {scopes for found in followers.values() for scopes in found}
    order = [*followers[None]]
    for scopes in [one for one in groups if one not in gone]:
        order += [scopes, *followers[scopes]]
    return [Group(*scopes, groups[scopes]) for scopes in order]


def scope_of(variable: TreeVariable) -> str:
    """The scope that a variable's name lies in."""
    return variable.name.rpartition("/")[0]


def looks(variable: TreeVariable) -> str:
    """`64×64 float32`."""
    return f"{shape_text(variable.shape)} {variable.dtype}"


def shown(text: str) -> str:
    """A text whose invisible characters can be seen."""
    return visible(text, _LONGEST)


def _places(rows: list[Row]) -> Callable[[Row], _Scopes]:
    """A function that tells in which group a row stands: what has no other side, with its scope's other variables."""
    paired = [(scope_of(row.old), scope_of(row.new)) for row in rows if row.old and row.new]
    old_of = {new: old for old, new in reversed(paired)}
    new_of = dict(reversed(paired))
    added = {scope_of(row.new) for row in rows if row.new and not row.old}
    removed = {scope_of(row.old) for row in rows if row.old and not row.new}

    def place(row: Row) -> _Scopes:
        old, new = (scope_of(side) if side else None for side in (row.old, row.new))
        if old is None and new is not None:
            return old_of.get(new, new if new in removed and new not in new_of else None), new
        if new is None and old is not None:
            return old, new_of.get(old, old if old in added and old not in old_of else None)
        return old, new

    return place


def _in_old_order(rows: list[Row], diff: Diff) -> list[Row]:
    by_name = {row.old.name: row for row in rows if row.old}
    return [by_name[name] for name in diff.old.variables if name in by_name]


def _rows(diff: Diff) -> Iterator[Row]:
    olds, news = diff.old.variables, diff.new.variables
    altered: dict[str, list[Change]] = defaultdict(list)
    doubtful = {new for change in diff.changes if not change.is_certain for _, new in change.pairs}
    for change in diff.changes:
        if change.old is not None and change.new is not None and not change.pairs:
            altered[change.new].append(change)
    old_of = {new: old for old, new in diff.pairs.items()}
    added = set(_names(change for change in diff.changes if change.old is None))
    number = 0
    for name, new in news.items():
        if name in old_of or name in added:
            old = olds[old_of[name]] if name in old_of else None
            yield Row(f"v{number}", old, new, tuple(altered[name]), name not in doubtful)
            number += 1
    gone = set(_names(change for change in diff.changes if change.new is None))
    for name, old in olds.items():
        if name in gone:
            yield Row(f"v{number}", old, None)
            number += 1


def _names(changes: Iterable[Change]) -> Iterator[str]:
    """What was added or removed, with its slots and moving averages."""
    for change in changes:
        yield change.name
        yield from change.followers


def _properties(variable: TreeVariable | None) -> dict[str, str]:
    if variable is None:
        return {}
    trainable = {True: "yes", False: "no", None: ""}[variable.trainable]
    site = variable.site
    return {
        "name": variable.name,
        "shape": shape_text(variable.shape),
        "dtype": variable.dtype,
        "initializer": variable.initializer or "",
        "trainable": trainable,
        "kind": variable.kind,
        "kept for": variable.kept_for or "",
        "collections": ", ".join(variable.collections or ()),
        "made at": f"{place_text(site)}, in {site.function}" if site else "",
        "source": site.text.strip() if site else "",
    }
