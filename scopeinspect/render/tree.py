"""The tree of scopes as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import msgspec
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from scopeinspect.model import ScopeEntry, Site
from scopeinspect.recording import Recording
from scopeinspect.render.footnotes import Footnotes
from scopeinspect.render.text import (
    counted,
    initializer_text,
    is_named_by,
    place_text,
    shape_text,
    size_text,
    visible,
)
from scopeinspect.reuse import is_entered_again, origin, setter, switched
from scopeinspect.tree import Node
from scopeinspect.variables import WholeVariable

_GAP = 2
_INDENT = 4
_SHORTEST_NAME = 16
"""Characters of a name that are always shown, whatever stands before it and has to make way beside it."""
_SHORTEST_TEXT = 15
_MOST_FOR_NAMES = 0.7
"""The part of the width that deep trees may take for their names."""
_MOST_RUNS = 3
"""Flags of one scope that are told in their order; more are told once each, with how often they were met."""
_MOST_MARKS = 2
"""Notes that such a flag refers to."""


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

_GUIDES = ("├── ", "└── ", "│   ", "    ")
_NARROW_GUIDES = ("├ ", "└ ", "│ ", "  ")
_ASCII_GUIDES = ("|-- ", "`-- ", "|   ", "    ")
_NARROW_ASCII_GUIDES = ("|-", "`-", "| ", "  ")


class TreeTable:
    """Lays out the tree of one graph.

    Args:
        recording: what the tree was made of.
        width: columns of the terminal.
        columns: the names of the columns to show, of `COLUMNS`; None lets the width and the tree decide.
        show_ops: whether the ops of each scope are counted.
        is_ascii: whether only ASCII may be used.
        marks: what has changed about variables, by their names: a phrase for each.
    """

    def __init__(
        self,
        recording: Recording,
        width: int,
        columns: tuple[str, ...] | None,
        *,
        show_ops: bool = False,
        is_ascii: bool = False,
        marks: Mapping[str, str] | None = None,
    ) -> None:
        self._marks = marks or {}
        self._recording = recording
        self._width = width
        self._columns = columns
        self._show_ops = show_ops
        self._guides = _ASCII_GUIDES if is_ascii else _GUIDES
        self._is_ascii = is_ascii
        self._several = "x" if is_ascii else "×"
        self._arrow = "->" if is_ascii else "→"
        self._dots = "..." if is_ascii else "…"
        self.left_out: tuple[str, ...] = ()
        """The columns for which there is no room, once the table is made."""
        self.notes = Footnotes("" if is_ascii else "⁰¹²³⁴⁵⁶⁷⁸⁹")
        self._is_tight = False
        """Whether headers and lines are told in fewer letters, as there is no room for everything otherwise."""
        self._is_cut = False
        """Whether a text or a name is cut short, as it is too long for its column."""
        files = {site.file for site in self._sites()}
        self._one_file = len(files) <= 1 and all(is_named_by(recording.start.target, file) for file in files)
        """Whether a line needs no file beside it: all are of the file that the headline names."""

    def table(self, root: Node) -> Table:
        """The table; its notes, and what is left out of it, are known once this returns."""
        rows, widths = self._with_most_room(root)
        if "reuse" not in widths:
            self.notes.clear()  # the marks that they explain are not there
        table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="dim")
        for name, width in widths.items():
            column = _column(name)
            table.add_column(
                self._header(name), width=width, no_wrap=True, overflow="crop" if self._is_ascii else "ellipsis",
                justify="right" if column.right else "left",
            )  # fmt: skip
        for row in rows:
            table.add_row(row.name, *(row.cells.get(name, Text()) for name in list(widths)[1:]))
        return table

    def _with_most_room(self, root: Node) -> tuple[list[Row], dict[str, int]]:
        """Rows and widths: in fewer letters where something is cut or left out, less indented where that helps."""
        fitted = self._fitted(root)
        if self.left_out or self._is_cut:
            self._is_tight = True
            fitted = self._fitted(root)
        if before := self.left_out:
            wide, self._guides = self._guides, _NARROW_ASCII_GUIDES if self._is_ascii else _NARROW_GUIDES
            narrow = self._fitted(root)
            if len(self.left_out) < len(before):
                return narrow
            self._guides, self.left_out = wide, before
        return fitted

    def _fitted(self, root: Node) -> tuple[list[Row], dict[str, int]]:
        """The rows, and the width of each column that there is room for."""
        rows = list(self._rows(root))
        columns = self._columns or self._chosen(rows)
        columns = (*columns, CHANGE) if self._marks else columns
        shown = [name for name in columns if self._columns or any(name in row.cells for row in rows)]
        return rows, self._widths(rows, shown)

    def _header(self, name: str) -> str:
        column = _column(name)
        if not self._is_tight or not column.tight or (name == "made" and not self._one_file):
            return column.header
        return column.tight.replace("×", self._several)

    def _sites(self) -> Iterator[Site]:
        """Where variables are made and scopes entered: the places in the table."""
        stacks = [variable.stack for variable in self._recording.variables.values()]
        stacks += [entry.stack for entry in self._recording.entries.values()]
        yield from filter(None, map(self._recording.site, stacks))

    # Rows

    def _rows(self, root: Node) -> Iterator[Row]:
        if any(switched(self._recording, entry) for entry in root.entries):
            yield Row(Text("(root)", "bold"), {"reuse": self._reuse(root)})
        yield from self._below(root, "", "")

    def _below(self, node: Node, before_last: str, guide: str) -> Iterator[Row]:
        items: list[Node | WholeVariable] = [*node.variables, *node.children]
        tee, corner, pipe, blank = self._guides if node.name else ("", "", "", "")
        for place, item in enumerate(items):
            is_last = place == len(items) - 1
            lead = before_last + (corner if is_last else tee)
            if isinstance(item, Node):
                yield self._scope_row(item, lead)
                if not item.is_closed:
                    yield from self._below(item, before_last + (blank if is_last else pipe), guide)
            else:
                yield self._variable_row(item, lead)
                slots = node.slots.get(item.name, ())
                for slot in slots:
                    lead = before_last + (blank if is_last else pipe) + (corner if slot is slots[-1] else tee)
                    yield self._variable_row(slot, lead)

    def _scope_row(self, node: Node, lead: str) -> Row:
        label = visible(node.label) + (f" {self._dots} {visible(node.folded[-1].label)}" if node.folded else "")
        cells = {"reuse": self._reuse(node)} if node.entries else {}
        cells |= {
            "parameters": Text(f"{node.parameters:,}", "dim") if node.below else Text(),
            "bytes": Text(size_text(sum(variable.bytes or 0 for variable in node.below)), "dim"),
            "ops": Text(f"{node.ops:,}", "dim"),
        }
        if node.folded:
            alike = 1 + len(node.folded)
            each = counted(len(node.below) // alike, "variable")
            cells["initializer"] = Text(f"{alike} alike, {each} each", "italic dim")
        elif node.is_closed:
            cells["initializer"] = Text(counted(len(node.below), "variable"), "italic dim")
        elif own := _own_initializer(node):
            cells["initializer"] = Text(f"{initializer_text(visible(own))} for all below", "italic")
        if node.is_closed and (changed := sum(variable.name in self._marks for variable in node.below)):
            cells[CHANGE] = Text(f"{changed:,} changed", "bold green")
        if node.entries and (site := self._recording.site(node.entries[0].stack)):
            cells["made"] = Text(self._place(site), "dim")
        return Row(Text(label, "bold"), {name: cell for name, cell in cells.items() if cell}, lead)

    def _variable_row(self, variable: WholeVariable, lead: str) -> Row:
        shape = shape_text(variable.shape) + ("" if variable.dtype == "float32" else f" {visible(variable.dtype)}")
        cells = {
            "shape": Text(shape.replace("×", self._several)),
            "dtype": Text(visible(variable.dtype)),
            "parameters": Text("?" if variable.parameters is None else f"{variable.parameters:,}"),
            "bytes": Text("?" if variable.bytes is None else size_text(variable.bytes)),
            "initializer": self._initializer(variable),
            "trainable": Text("" if variable.trainable else "no", "yellow"),
            "kind": Text(variable.kind),
            "collections": Text(visible(", ".join(variable.collections))),
            "made": Text(self._place(self._recording.site(variable.stack))),
            "reused": Text(f"{self._several}{variable.reused}" if variable.reused else "", "cyan"),
            CHANGE: Text(visible(self._marks.get(variable.name, "")), "bold green"),
        }
        label = Text(visible(variable.label))
        if variable.is_partitioned:
            label.append(f"  in {counted(len(variable.parts), 'part')}", "italic dim")
        return Row(label, {name: cell for name, cell in cells.items() if cell}, lead)

    def _initializer(self, variable: WholeVariable) -> Text:
        told = variable.initializer
        text = Text(initializer_text(visible(told.text)))
        if told.origin == "default":
            text.append("  default", "italic dim")
        elif told.origin == "scope":
            text.append(f"  from scope {visible(told.scope or '')}" if told.scope else "  from the root", "italic dim")
        return text

    def _place(self, site: Site | None) -> str:
        if site is None:
            return ""
        if not self._one_file:
            return place_text(site)
        return str(site.line) if self._is_tight else f"line {site.line}"

    # Reuse flags

    def _reuse(self, node: Node) -> Text:
        told: list[tuple[str, str]] = []
        for entry in node.entries:
            if is_entered_again(self._recording, entry):
                continue
            flag = entry.reuse
            change = switched(self._recording, entry)
            text = f"{flag} {self._arrow} {visible(change.value)}" if change else flag
            told.append((text, self._note(entry)))
        runs = [(*one, len(list(group))) for one, group in groupby(told)]
        shown = Text()
        for text, mark, times in runs if len(runs) <= _MOST_RUNS else self._summed(runs):
            shown.append(", " if shown else "")
            shown.append(text, "" if text == "False" else "cyan")
            shown.append(f" {self._several}{times}" if times > 1 else "", "dim")
            shown.append(f" {mark}" if mark else "", "dim")
        return shown

    def _summed(self, runs: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
        """Each flag once, with its marks and how often it was met: where flags come and go, no row has room for all."""
        for text in dict.fromkeys(text for text, _, _ in runs):
            marks = list(dict.fromkeys(mark for flag, mark, _ in runs if flag == text and mark))
            more = [self._dots] if len(marks) > _MOST_MARKS else []
            yield text, " ".join([*marks[:_MOST_MARKS], *more]), sum(times for flag, _, times in runs if flag == text)

    def _note(self, entry: ScopeEntry) -> str:
        if change := switched(self._recording, entry):
            where = place_text(self._recording.site(change.stack))
            return self.notes.mark(f"switched on by reuse_variables() at {where}")
        if entry.reuse == "False":
            return ""
        who, how = setter(self._recording, entry), origin(self._recording, entry)
        other_ops = visible(entry.name_scope) if entry.name_scope.strip("/") != entry.name else ""
        where = f" at {place_text(who.site)}" if who.site else ""
        if how == "declared":
            return self.notes.mark(f"declared{where}", other_ops)
        source = f"scope {visible(who.scope)}" if who.scope else "the root"
        done = "switched on" if who.how == "switched" else "declared"
        return self.notes.mark(f"{done}{where}", other_ops, f"{how} from", source)

    # Columns

    def _chosen(self, rows: list[Row]) -> tuple[str, ...]:
        some_fixed = any("trainable" in row.cells for row in rows)
        columns = (*DEFAULT, "trainable") if some_fixed else DEFAULT
        return (*columns, "ops") if self._show_ops else columns

    def _widths(self, rows: list[Row], shown: list[str]) -> dict[str, int]:
        """The width of each column that there is room for."""
        wanted = {"": max((cell_len(row.name.plain) for row in rows), default=0)}
        wanted[""] = max(wanted[""], len("variable scope"))
        for name in shown:
            cells = [cell_len(row.cells[name].plain) for row in rows if name in row.cells]
            wanted[name] = max([*cells, len(self._header(name))])
        least = self._fitting(self._least(wanted, rows))
        self.left_out = tuple(name for name in shown if name not in least)
        wanted = {name: width for name, width in wanted.items() if name in least}
        self._is_cut = self._total(wanted) > self._width
        return self._shrunk(wanted, least)

    def _fitting(self, least: dict[str, int]) -> dict[str, int]:
        """The columns that there is room for: beside the names, the most important ones first."""
        kept = {""}
        for name in sorted(list(least)[1:], key=lambda name: -_column(name).importance):
            if self._total({one: least[one] for one in (*kept, name)}) <= self._width:
                kept.add(name)
        return {name: width for name, width in least.items() if name in kept}

    def _shrunk(self, wanted: dict[str, int], least: dict[str, int]) -> dict[str, int]:
        """Takes what is too much from the long texts first, then from the names."""
        widths = dict(wanted)
        for name in (*_ELASTIC, ""):
            too_much = self._total(widths) - self._width
            if too_much > 0 and name in widths:
                widths[name] = max(least[name], widths[name] - too_much)
        return widths

    def _least(self, wanted: dict[str, int], rows: list[Row]) -> dict[str, int]:
        """The width that each column can't do without: of a name, what tells it from the others must be seen."""
        names = max((cell_len(row.lead) + min(cell_len(row.label.plain), _SHORTEST_NAME) for row in rows), default=0)
        names = max(_SHORTEST_NAME, min(names, int(self._width * _MOST_FOR_NAMES)))
        elastic = {"": names, **dict.fromkeys(_ELASTIC, _SHORTEST_TEXT)}
        return {name: min(width, elastic.get(name, width)) for name, width in wanted.items()}

    def _total(self, widths: dict[str, int]) -> int:
        return sum(widths.values()) + _GAP * (len(widths) - 1)


def _column(name: str) -> Column:
    return _CHANGE if name == CHANGE else COLUMNS.get(name, Column("variable scope"))


def _own_initializer(node: Node) -> str:
    """The default initializer that the scope itself declares."""
    for entry in node.entries:
        setting = entry.settings.get("initializer")
        if setting and setting.entry == entry.id:
            return setting.text
    return ""
