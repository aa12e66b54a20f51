"""Cells of a notebook that failed for want of what a cell before them was to make."""

from __future__ import annotations

import ast
import re

import msgspec

from scopeinspect.model import Note
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import raised_in_cells
from scopeinspect.sources import parsed
from scopeinspect.words import listed

_MISSING = re.compile(r"NameError: name '(\w+)' is not defined")


class Failed(msgspec.Struct):
    """A cell that failed by itself."""

    note: Note
    victims: list[tuple[str, str]] = []
    """The numbers of the cells that failed for want of what it was to make, and the names that they lacked."""

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
    for note in raised_in_cells(facts.recording):
        missing, site = _MISSING.match(note.raised), facts.site(note.stack[:1])
        name = missing[1] if missing else ""
        cause = next((failed for failed, names in bound if name in names), None)
        if cause is None:
            cause = Failed(note)
            every.append(cause)
        else:
            cause.victims.append((site.cell.removeprefix("cell ") if site else "", name))
        if site and site.cell:
            bound.append((cause, _bound(facts.sources.text(site.file) or "")))
    return every


def _bound(source: str) -> set[str]:
    """The names that a cell makes; all of its words, where Python can't read it."""
    tree = parsed(source)
    if tree is None:
        return set(re.findall(r"\w+", source))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
    return names
