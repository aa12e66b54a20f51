"""Cells of a notebook that failed for want of what a cell before them was to make."""

from __future__ import annotations

import re

import msgspec

from scopeinspect.cell_copies import copy_of
from scopeinspect.model import Note, Site
from scopeinspect.rules.advice.names_in_code import made_in
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import raised_in_cells
from scopeinspect.sources import cell_at, parsed
from scopeinspect.words import listed

_MISSING = re.compile(r"NameError: name '(\w+)' is not defined")


class Failed(msgspec.Struct):
    """A cell that failed by itself."""

    note: Note
    victims: list[tuple[str, str]] = []
    """The numbers of the cells that failed for want of what it was to make, each with a name that it lacked."""

    def in_words(self) -> str:
        """Which cells failed because of it, as a sentence; empty where none did."""
        if not self.victims:
            return ""
        cells, names = (listed(dict.fromkeys(texts)) for texts in zip(*self.victims, strict=True))
        return f"{'Cell' if len(self.victims) == 1 else 'Cells'} {cells} failed for want of {names}."


def failed_by_themselves(facts: Facts) -> list[Failed]:
    """The cells that failed, each with those that failed for want of what it, or one of those, was to make."""
    every: list[Failed] = []
    bound: list[tuple[Failed, set[str]]] = []
    outdated: list[tuple[Failed, set[str]]] = []
    for note in raised_in_cells(facts.recording):
        missing, site = _MISSING.match(note.raised), facts.site(note.stack[:1])
        lacked = {missing[1]} if missing else _read_at(facts, site)
        found = ((failed, names & lacked) for failed, names in (bound if missing else outdated) if names & lacked)
        cause, names = next(found, (None, set()))
        if cause is None:
            cause = Failed(note)
            every.append(cause)
        else:
            cell = site.cell.removeprefix("cell ") if site else ""
            cause.victims += [(cell, name) for name in sorted(names)]
        if site and site.cell:
            bound.append((cause, _bound(facts.sources.text(site.file) or "")))
            outdated += bound[-1:] if _is_copy(facts, site) else []
    return every


def _read_at(facts: Facts, site: Site | None) -> set[str]:
    """The names in the statement that failed."""
    found = facts.sources.statement(site) if site else None
    return set(re.findall(r"\w+", "\n".join(found.lines))) if found else set()


def _is_copy(facts: Facts, site: Site) -> bool:
    """Whether a cell is an earlier one again: what it was to make anew is there, but is that of the earlier one."""
    book, number = cell_at(site.file) or ("", 0)
    cells = facts.sources.cells(book) if number else []
    return any(copy_of(cells, first, number) for first in range(1, number))


def _bound(source: str) -> set[str]:
    """The names that a cell makes; all of its words, where Python can't read it."""
    tree = parsed(source)
    return made_in(tree) if tree else set(re.findall(r"\w+", source))
