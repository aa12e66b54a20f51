"""The columns of the tree, and how wide each may be on a terminal."""

from __future__ import annotations

import msgspec
from rich.cells import cell_len
from rich.text import Text

GAP = 2
_INDENT = 4
_SHORTEST_NAME = 16
"""Characters of a name that are always shown, whatever stands before it and has to make way beside it."""
_SHORTEST_TEXT = 15
_MOST_FOR_NAMES = 0.7
"""The part of the width that deep trees may take for their names."""


def deepest_readable(width: int) -> int:
    """The level of scopes down to which names can be read on so many columns."""
    return max(1, (int(width * _MOST_FOR_NAMES) - _SHORTEST_NAME) // _INDENT)


class Row(msgspec.Struct):
    """A line of the table: a scope or a variable, with a cell for each column that has something to say."""

    label: Text
    cells: dict[str, Text] = {}
    lead: str = ""
    """The guides before the label."""

    @property
    def name(self) -> Text:
        """The first cell."""
        return Text(self.lead, "dim") + self.label

    def cell(self, column: str) -> Text | None:
        """What stands in a column; None where nothing does."""
        return self.cells.get(column) if column else self.name


class Column(msgspec.Struct, frozen=True):
    """A column of the table."""

    header: str
    right: bool = False
    tight: str = ""
    """The header where there is no room for that one."""
    importance: int = 0
    """The least important columns make way first where the terminal is narrow."""


COLUMNS = {
    "reuse": Column("reuse", importance=9),
    "shape": Column("shape", importance=8),
    "dtype": Column("dtype", importance=3),
    "parameters": Column("parameters", right=True, tight="params", importance=5),
    "bytes": Column("size", right=True, importance=2),
    "initializer": Column("initializer", importance=7),
    "trainable": Column("trainable", importance=3),
    "kind": Column("kind", importance=3),
    "collections": Column("collections", importance=1),
    "ops": Column("ops", right=True, importance=4),
    "made": Column("made at", tight="line", importance=6),
    "reused": Column("reused", tight="×", importance=4),
}
CHANGE = "change"
"""The column that is there only where a tree is compared with another."""
_CHANGE = Column("since the last run", importance=10)
DEFAULT = ("reuse", "shape", "parameters", "initializer", "made", "reused")
_ELASTIC = ("initializer", "collections")


def column_of(name: str) -> Column:
    """The column of a name; without one, that of the scopes and variables."""
    return _CHANGE if name == CHANGE else COLUMNS.get(name, Column("variable scope"))


class Layout(msgspec.Struct, frozen=True):
    """How wide each column is; those that are missing make way."""

    widths: dict[str, int]
    """The width of each column, that of the names first, under no name."""
    left_out: tuple[str, ...]
    """The columns for which there is no room."""
    is_cut: bool
    """Whether a text or a name is cut short, as it is too long for its column."""


def laid_out(rows: list[Row], headers: dict[str, str], width: int) -> Layout:
    """The columns that there is room for.

    Args:
        rows: what is in them.
        headers: what stands above each column that is to be shown, that of the names first, under no name.
        width: columns of the terminal.
    """
    wanted = {
        name: max([len(header), *(cell_len(cell.plain) for row in rows if (cell := row.cell(name)) is not None)])
        for name, header in headers.items()
    }
    least = _fitting(_least(wanted, rows, width), width)
    left_out = tuple(name for name in headers if name not in least)
    wanted = {name: wide for name, wide in wanted.items() if name in least}
    return Layout(_shrunk(wanted, least, width), left_out, is_cut=_total(wanted) > width)


def _fitting(least: dict[str, int], width: int) -> dict[str, int]:
    """The columns that there is room for: beside the names, the most important ones first."""
    kept = {""}
    for name in sorted(list(least)[1:], key=lambda name: -column_of(name).importance):
        if _total({one: least[one] for one in (*kept, name)}) <= width:
            kept.add(name)
    return {name: wide for name, wide in least.items() if name in kept}


def _shrunk(wanted: dict[str, int], least: dict[str, int], width: int) -> dict[str, int]:
    """Takes what is too much from the long texts first, then from the names."""
    widths = dict(wanted)
    for name in (*_ELASTIC, ""):
        too_much = _total(widths) - width
        if too_much > 0 and name in widths:
            widths[name] = max(least[name], widths[name] - too_much)
    return widths


def _least(wanted: dict[str, int], rows: list[Row], width: int) -> dict[str, int]:
    """The width that each column can't do without: of a name, what tells it from the others must be seen."""
    names = max((cell_len(row.lead) + min(cell_len(row.label.plain), _SHORTEST_NAME) for row in rows), default=0)
    names = max(_SHORTEST_NAME, min(names, int(width * _MOST_FOR_NAMES)))
    elastic = {"": names, **dict.fromkeys(_ELASTIC, _SHORTEST_TEXT)}
    return {name: min(wide, elastic.get(name, wide)) for name, wide in wanted.items()}


def _total(widths: dict[str, int]) -> int:
    return sum(widths.values()) + GAP * (len(widths) - 1)
