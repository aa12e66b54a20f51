"""The tree of scopes as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.table import Table
from rich.text import Text

from scopeinspect.model import Site
from scopeinspect.recording import Recording
from scopeinspect.render.columns import CHANGE, DEFAULT, GAP, Row, column_of, laid_out
from scopeinspect.render.footnotes import Footnotes
from scopeinspect.render.reuse_flags import Flags
from scopeinspect.render.text import (
    counted,
    initializer_text,
    is_named_by,
    place_text,
    shape_text,
    size_text,
    visible,
)
from scopeinspect.reuse import switched
from scopeinspect.tree import Node
from scopeinspect.variables import WholeVariable

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
        self._dots = "..." if is_ascii else "…"
        self.left_out: tuple[str, ...] = ()
        """The columns for which there is no room, once the table is made."""
        self.notes = Footnotes("" if is_ascii else "⁰¹²³⁴⁵⁶⁷⁸⁹")
        self._flags = Flags(recording, self.notes, is_ascii=is_ascii)
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
        table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="dim")
        for name, width in widths.items():
            column = column_of(name)
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
        layout = laid_out(rows, {name: self._header(name) for name in ("", *shown)}, self._width)
        self.left_out, self._is_cut = layout.left_out, layout.is_cut
        return rows, layout.widths

    def _header(self, name: str) -> str:
        column = column_of(name)
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
            yield Row(Text("(root)", "bold"), {"reuse": self._flags.told(root)})
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
                yield from self._slots(node, item.name, before_last + (blank if is_last else pipe))

    def _slots(self, node: Node, owner: str, before: str) -> Iterator[Row]:
        tee, corner, pipe, blank = self._guides
        slots = node.slots.get(owner, ())
        for slot in slots:
            is_last = slot is slots[-1]
            yield self._variable_row(slot, before + (corner if is_last else tee))
            yield from self._slots(node, slot.name, before + (blank if is_last else pipe))

    def _scope_row(self, node: Node, lead: str) -> Row:
        label = visible(node.label) + (f" {self._dots} {visible(node.folded[-1].label)}" if node.folded else "")
        cells = {"reuse": self._flags.told(node)} if node.entries else {}
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

    # Columns

    def _chosen(self, rows: list[Row]) -> tuple[str, ...]:
        some_fixed = any("trainable" in row.cells for row in rows)
        columns = (*DEFAULT, "trainable") if some_fixed else DEFAULT
        return (*columns, "ops") if self._show_ops else columns


def _own_initializer(node: Node) -> str:
    """The default initializer that the scope itself declares."""
    for entry in node.entries:
        setting = entry.settings.get("initializer")
        if setting and setting.entry == entry.id:
            return setting.text
    return ""
