"""A diff as one HTML page: the verdict, the changes, and both trees of variables side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

import msgspec

from scopeinspect.assignment_map import assignment_map
from scopeinspect.changes import Change, alike
from scopeinspect.diff import Diff
from scopeinspect.render import diff as told
from scopeinspect.render.html.beside import Group, groups_of, looks, shown
from scopeinspect.render.html.template import part, template
from scopeinspect.render.text import counted
from scopeinspect.variable_tree import VariableTree

_WORDS = ("renamed", "added", "removed", "changed", "unchanged")
_MARKS = {"renamed": "→", "added": "+", "removed": "−", "changed": "~", "unchanged": ""}


class Item(msgspec.Struct, frozen=True):
    """A change in the list of changes, and the row to which it leads."""

    row: told.Row
    id: str


def as_html(diff: Diff, file: TextIO, command: str = "") -> None:
    """Writes the page.

    Args:
        diff: what is told.
        file: where to.
        command: the command line that asks for the same comparison.
    """
    groups = groups_of(diff)
    counts = Counter(word for group in groups for row in group.rows for word in row.words)
    items = list(_items(diff, groups))
    page = template("diff.html.jinja").generate(
        diff=diff,
        title=f"{shown(diff.old.name)} → {shown(diff.new.name)}",
        facts=[_about("old", diff.old), _about("new", diff.new)],
        verdict=told.verdict_text(diff),
        caveats=list(told.caveats(diff)),
        command=shown(command),
        remarks=list(told.remarks(diff)),
        items=items[: told.MOST_ROWS],
        items_left=len(items) - told.MOST_ROWS,
        map=assignment_map(diff) if diff.verdict == "needs-map" and diff.new.source == "program" else "",
        groups=groups,
        counts={word: counts[word] for word in _WORDS if counts[word]},
        marks=_MARKS,
        shown=shown,
        looks=looks,
        style=part("page.css") + part("diff.css"),
        script=part("diff.js"),
    )
    file.writelines(page)
    file.write("\n")


def _items(diff: Diff, groups: list[Group]) -> Iterator[Item]:
    olds = {row.old.name: row.id for group in groups for row in group.rows if row.old}
    news = {row.new.name: row.id for group in groups for row in group.rows if row.new}
    for changes, row in zip(alike(diff.changes), told.rows_of(diff), strict=True):
        yield Item(row, _row_of(changes[0], olds, news))


def _row_of(change: Change, olds: dict[str, str], news: dict[str, str]) -> str:
    if change.pairs:
        return news[change.pairs[0][1]]
    return news[change.new] if change.new is not None else olds[str(change.old)]


def _about(side: str, tree: VariableTree) -> str:
    version = f", TensorFlow {tree.tensorflow}" if tree.tensorflow else ""
    return f"{side}: {tree.source} of {counted(len(tree.variables), 'variable')}{version}"
